# Sourced by smoke.sh: what is done and what must come of it. Each step is true when it did, and may say in $saw what it saw.
# shellcheck shell=sh
# shellcheck disable=SC2034 # $saw is smoke.sh's

ours="label=com.docker.compose.project=$project"
containers() { docker ps --quiet --filter "$ours" --filter "label=com.docker.compose.service=$1"; }
runners() { containers runner; }
scale() { compose up --detach --wait --no-deps --no-build --no-recreate --scale "runner=$1" runner; }

# A public name under which a stand-in is made is taken only in an engine of our own, where nobody else meets it.
images_find() {
  for image in $images; do
    docker image inspect "$image" >/dev/null 2>&1 || timeout 300 docker pull --quiet "$image" >"$log" 2>&1 || break
  done
  docker image inspect "$image" >/dev/null 2>&1 && return
  [ -n "$engine_pid" ] || { why="the image $image is not here and cannot be pulled"; return 1; }
  command -v dotnet >/dev/null || { why='images cannot be pulled, and stand-ins are made of the .NET SDK, which is not installed'; return 1; }
  say 'images cannot be pulled; making stand-ins, some minutes the first time'
  nice -n 10 "$root/tests/standin-images/make" "$(engine_mirror)" >"$log" 2>&1 && return
  why="images cannot be pulled, and stand-ins could not be made: $(tail -n 1 "$log")"
  return 1
}

# The last warnings of whatever is not healthy, and how often it began anew.
say_what_is_wrong() {
  for container in $(docker ps --all --quiet --filter "$ours" --filter health=unhealthy --filter health=starting); do
    docker inspect --format '{{.Name}} restarted {{.RestartCount}} times' "$container"
    docker logs "$container" 2>&1 | grep -E '"@l"|^[^{]' | cut -c 1-1500 | tail -n 5
  done
}

up_is_healthy() {
  compose up --detach --build --wait --wait-timeout 1200 || { say_what_is_wrong; return 1; }
  healthy=$(docker ps --quiet --filter "$ours" --filter health=healthy | wc -l)
  saw="$healthy containers; $(docker images --format '{{.Repository}} {{.Size}}' 'codeexec/*' | sort -u | tr '\n' ',' | sed 's/,$//; s/,/, /g')"
  [ "$healthy" = 8 ]
}

only_the_gateway_is_published() {
  published=$(docker ps --filter "$ours" --format '{{.Ports}}' | grep -o '[^ ]*->[^ ,]*')
  saw=$published
  [ "$published" = "127.0.0.1:$GATEWAY_PORT->8080/tcp" ]
}

runners_have_no_privileges() {
  for runner in $(runners); do
    [ "$(docker exec "$runner" id -u)" = 1654 ] || return
    docker exec "$runner" grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/1/status
    [ "$(docker exec "$runner" grep -cE '^Cap(Prm|Eff|Bnd):\s*0+$|^NoNewPrivs:\s*1$|^Seccomp:\s*2$' /proc/1/status)" = 5 ] || return
    ! docker exec "$runner" touch /app/x || return
  done
}

runners_fork_runs() {
  limits=$(call GET /limits) && show "$limits" || return
  saw="memory: $(show "$limits" | field memory)"
  [ "$(show "$limits" | grep -o '"isolation":"bubblewrap"' | wc -l)" = 2 ] &&
    [ "$(show "$limits" | grep -o '"start":"forked into namespaces made ahead"' | wc -l)" = 2 ]
}

# All at once, for a name that nobody knows takes its time.
runners_have_no_way_out() {
  for runner in $(runners); do
    docker exec "$runner" python3 -c '
import socket
from concurrent.futures import ThreadPoolExecutor
def reaches(place):
    try:
        socket.create_connection(place, 5).close()
        return True
    except OSError as e:
        print(*place, e)
        return False
allowed = [("redis", 6379), ("rabbitmq", 5672)]
refused = [("postgres", 5432), ("session", 8080), ("execution", 8081), ("gateway", 8080), ("1.1.1.1", 443), ("example.com", 443)]
with ThreadPoolExecutor(8) as pool:
    reached = [place for place, yes in zip(allowed + refused, pool.map(reaches, allowed + refused)) if yes]
assert reached == allowed, reached
' || return
  done
}

the_four_calls() {
  created=$(call POST /code-sessions --write-out '%{http_code}') && session=$(show "$created" | field session_id) &&
    saved=$(call PATCH "/code-sessions/$session" --write-out '%{http_code}' --data '{"language": "python", "source_code": "print(6 * 7)"}') &&
    accepted=$(call POST "/code-sessions/$session/run" --write-out '%{http_code}') &&
    read=$(call GET "/executions/$(show "$accepted" | field execution_id)" --header 'Prefer: wait=30' --write-out '%{http_code}') || return
  printf '%s\n' "$created" "$saved" "$accepted" "$read"
  case "$created $saved $accepted $read" in
    *ACTIVE*201\ *ACTIVE*200\ *QUEUED*202\ *COMPLETED*'"stdout":"42\n"'*200) ;;
    *) return 1 ;;
  esac
}

python_completes() { runs python 'import json, hashlib\nprint(hashlib.sha256(b\"a\").hexdigest()[:8])' COMPLETED 'ca978112\n'; }

go_completes() { runs go 'package main\nimport \"fmt\"\nfunc main() { fmt.Println(6 * 7) }' COMPLETED '42\n'; }

an_endless_program_times_out() { runs python 'print(1, flush=True)\nwhile True: pass' TIMEOUT '1\n'; }

# sleepers N SECONDS: submits programs that sleep and prints their ids.
sleepers() {
  for number in $(seq "$1"); do
    submit python "import time\ntime.sleep($2)\nprint($number)" || return
  done
}

all_complete() {
  for id; do
    execution=$(ended "$id") && [ "$(show "$execution" | field status)" = COMPLETED ] || { show "$execution"; return 1; }
  done
}

# highest_attempts ID...: one line for each.
highest_attempts() { for id; do attempts "$id" || return; done; }

who_ran() { for id; do call GET "/executions/$id/history" | grep -oE '"runner":"[^"]*"'; done | sort -u | wc -l; }

scaling_redelivers_nothing() {
  scale 1 >&2 && before=$(sleepers 20 2) && scale 3 >&2 && after=$(sleepers 30 2) && began_scaling=$(date +%s) && scale 1 >&2 || return
  saw="scaled down in $(($(date +%s) - began_scaling)) s"
  [ "$(runners | wc -l)" = 1 ] || return
  # shellcheck disable=SC2086 # one word an id
  set -- $before $after
  [ $# = 50 ] && all_complete "$@" || return
  again=$(highest_attempts "$@" | grep -cvx 1)
  used=$(who_ran "$@")
  saw="$saw; 50 executions on $used runners, $again at a second attempt"
  [ "$again" = 0 ] && [ "$used" -ge 3 ]
}

a_killed_runner_loses_nothing() {
  scale 2 && ids=$(sleepers 12 3) || return
  # shellcheck disable=SC2086
  set -- $ids
  # The name of a runner begins with that of its container.
  victim=''
  for _ in $(seq 100); do
    victim=$(call GET "/executions/$1/history" | field runner)
    [ -z "$victim" ] || break
    sleep 0.1
  done
  docker kill "${victim%-*}" || return
  killed=$(date +%s)
  [ $# = 12 ] && all_complete "$@" || return
  again=$(highest_attempts "$@" | grep -cvx 1)
  saw="all ended $(($(date +%s) - killed)) s after; $again made again"
  [ "$again" -ge 1 ] && scale 2
}

nothing_was_refused() {
  docker logs "$(containers rabbitmq)" 2>&1 | grep -iE 'access_refused|access to .* refused' && return 1
  password=$(secrets | sed -n 's/^redis_session //p')
  refused=$(docker exec --env REDISCLI_AUTH="$password" "$(containers redis)" redis-cli --user session info commandstats | grep -v 'rejected_calls=0' | grep rejected_calls)
  echo "$refused"
  [ -z "$refused" ]
}

a_restart_keeps_everything() {
  id=$(submit python 'print(\"kept\")') && ended "$id" && compose stop && compose up --detach --wait --no-build --no-recreate || return
  call GET "/executions/$id" | grep -F '"stdout":"kept\n"' && python_completes
}

# NAME VALUE, one line a secret.
secrets() {
  docker run --rm --network none --volume "${project}_secrets:/kept:ro" --entrypoint sh redis:8.0 -c \
    'for file in /kept/*; do echo "${file##*/} $(cat "$file")"; done'
}

no_secret_is_seen() {
  seen=$(mktemp)
  compose logs --no-color >"$seen" 2>&1
  lines=$(wc -l <"$seen")
  # shellcheck disable=SC2046
  docker inspect $(docker ps --all --quiet --filter "$ours") >>"$seen"
  for image in $(docker images --quiet 'codeexec/*'); do
    docker history --no-trunc "$image" && docker image inspect "$image" || return
  done >>"$seen"
  secrets | cut -d ' ' -f 2 | grep -E '^[0-9a-f]{48}$' >"$seen.secrets"
  count=$(sort -u "$seen.secrets" | wc -l)
  saw="$count secrets in $lines lines of logs and all that engine and images say of themselves"
  found=$(grep -cFf "$seen.secrets" "$seen")
  rm -f "$seen" "$seen.secrets"
  [ "$count" = 10 ] && [ "$lines" -gt 20 ] && [ "$found" = 0 ]
}

down_leaves_nothing() {
  compose down --volumes --timeout 60 || return
  left=$(docker ps --all --quiet --filter "$ours"; docker network ls --quiet --filter "$ours")
  echo "$left"
  # Those without a name bear no label either.
  volumes=$(docker volume ls --quiet | sort)
  echo "$volumes"
  [ -z "$left" ] && [ "$volumes" = "$volumes_before" ]
}

# Each language that the full runner offers, and which it does not: what the distribution does not have.
every_language_says_hello() {
  (
    export RUNNER_TARGET=runner-full RUNNER_MEMORY=6g
    compose up --detach --build --wait --wait-timeout 1200 --no-deps --scale runner=1 runner
  ) || { say_what_is_wrong; return 1; }
  # What was installed and could not be configured.
  broken=$(docker exec "$(runners)" dpkg --audit) && show "$broken" && [ -z "$broken" ] || return
  offered=$(call GET /languages | tr '{' '\n' | grep '"available":true' | sed -n 's/^"name":"\([^"]*\)".*/\1/p' | tr '\n' ' ')
  missing='' said=0
  for language in $(cd "$root/languages" && echo */language.json | sed 's#/language.json##g'); do
    case " $offered " in
      *" $language "*) said=$((said + 1)) && says_hello "$language" || return ;;
      *) missing="$missing $language" ;;
    esac
  done
  saw="$said languages said hello; not offered:${missing:- none}"
  [ "$said" -ge 40 ]
}

# says_hello LANGUAGE: true when its hello does what is written beside it.
says_hello() {
  for hello in "$root/languages/$1"/hello.*; do
    case $hello in *.expected) ;; *) runs "$1" "$(in_json "$hello")" COMPLETED "$(in_json "$root/languages/$1/hello.expected")" ;; esac || return
  done
}

# in_json FILE: as the inside of a JSON string.
in_json() { sed 's/\\/\\\\/g; s/"/\\"/g; s/\t/\\t/g' "$1" | awk '{ printf "%s\\n", $0 }'; }
