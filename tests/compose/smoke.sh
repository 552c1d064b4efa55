#!/bin/sh
# ./test compose: brings the compose file up as a user would, runs programs, scales and kills runners during work, looks for
# secrets where none may be, runs every language of the full image, attacks the sandbox inside the runner's container, and takes
# everything down again. One line a step; the last says N passed, N failed.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$root/deploy/packages.sh"
. "$root/tests/compose/engine.sh"

not_run() {
  echo "compose: NOT RUN: $1"
  exit 0
}

project=codeexec-smoke
export GATEWAY_PORT="${GATEWAY_PORT:-18080}" COMPOSE_MENU=0
api=http://127.0.0.1:$GATEWAY_PORT
compose() { nice -n 10 docker compose --project-name $project --file "$root/deploy/docker-compose.yml" --env-file /dev/null --progress plain "$@"; }
images='mcr.microsoft.com/dotnet/sdk:10.0-noble mcr.microsoft.com/dotnet/aspnet:10.0-noble mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
postgres:17.12 redis:8.0 rabbitmq:4.0-management'

. "$root/tests/compose/api.sh"
. "$root/tests/compose/steps.sh"
. "$root/tests/compose/attacks.sh"

passed=0
failed=0
log=$(mktemp)
trap 'exit 130' INT TERM
trap 'clean_up' EXIT
clean_up() {
  compose down --volumes --timeout 3 >/dev/null 2>&1
  attacked_down
  engine_stop
  rm -f "$log"
}

# step WHAT FUNCTION: prints how it went, and on failure what it said.
step() {
  began=$(date +%s)
  saw=''
  if $2 >"$log" 2>&1; then
    passed=$((passed + 1))
    verdict=passed
  else
    failed=$((failed + 1))
    verdict=FAILED
  fi
  printf '%-6s %4s s  %s%s\n' $verdict $(($(date +%s) - began)) "$1" "${saw:+: $saw}"
  [ $verdict = passed ] || tail -n 30 "$log" | sed 's/^/       | /'
}

finish() {
  step 'down leaves nothing behind' down_leaves_nothing
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
  exit
}

need "$(program curl)" curl
install_needed || not_run 'curl is not installed'
engine_find || not_run "$why"
images_find || not_run "$why"
compose down --volumes --timeout 3 >/dev/null 2>&1 # of a run that was killed
volumes_before=$(docker volume ls --quiet | sort)

step 'images are built and every service is healthy' up_is_healthy
[ "$failed" = 0 ] || finish
step 'the gateway is published on 127.0.0.1 alone, nothing else at all' only_the_gateway_is_published
step 'runners are user 1654, without capabilities, with a root that is read-only' runners_have_no_privileges
step 'runners isolate by bubblewrap and fork runs, with no fallback' runners_fork_runs
step 'runners reach the broker and Redis, but no database, no service and no other network' runners_have_no_way_out
step 'the four calls: create, save, run, read' the_four_calls
step 'Python is COMPLETED' python_completes
step 'Go is COMPLETED' go_completes
step 'a program without end is TIMEOUT' an_endless_program_times_out
step 'scaled 1, 3, 1 during work: every execution COMPLETED at its first attempt' scaling_redelivers_nothing
step 'a runner is killed during work: every execution COMPLETED' a_killed_runner_loses_nothing
step 'broker and Redis refused no service anything' nothing_was_refused
step 'stopped and started again, it has what it had' a_restart_keeps_everything
step 'no secret is in a log, an image or an environment' no_secret_is_seen
step 'every language of the full runner says hello' every_language_says_hello
step "the hostile corpus inside the runner's container" the_corpus_is_contained
step 'the hostile corpus inside the container of a runner with gVisor' the_corpus_is_contained_by_gvisor
finish
