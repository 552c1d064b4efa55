# Sourced by smoke.sh: the hostile corpus in the runner's own container, as an ordinary user and without cgroups.
# shellcheck shell=sh
# shellcheck disable=SC2034 # $saw is smoke.sh's

attacked() {
  nice -n 10 docker compose --project-name "$project-attacked" --file "$root/deploy/docker-compose.yml" --file "$root/tests/compose/attacks.yml" \
    --env-file /dev/null --profile gvisor --progress plain "$@"
}

attacks_results=''
attacked_down() {
  [ -n "$attacks_results" ] || return 0
  attacked down --volumes --remove-orphans --timeout 3 >/dev/null 2>&1
  rm -rf "$attacks_results"
  attacks_results=''
}

the_corpus_is_contained() { attack_in runner; }

the_corpus_is_contained_by_gvisor() { compose --profile gvisor build runner-gvisor && attack_in runner-gvisor; }

# attack_in SERVICE: in its container.
attack_in() {
  command -v dotnet || { echo 'the tests are built with the .NET SDK, which is not installed'; return 1; }
  need_sandbox
  install_needed && nice -n 10 dotnet build "$root/tests/IntegrationTests" -c Release --nologo -v quiet -p:RunAnalyzers=false || return
  attacks_results=$(mktemp -d)
  chmod 777 "$attacks_results"
  ATTACKS_DOTNET=$(dirname "$(readlink -f "$(command -v dotnet)")") ATTACKS_RESULTS=$attacks_results
  export ATTACKS_DOTNET ATTACKS_RESULTS
  # Twice a runner's memory: the tests are in the container too, and without a cgroup nobody counts what no process has mapped.
  (
    export RUNNER_MEMORY=4g
    attacked build "$1" && attacked run --rm --no-deps --no-TTY "$1" >"$attacks_results/log" 2>&1
  )
  code=$?
  # What failed, each with the first words of its reason; the tests' own last words and what attacked.sh has found.
  grep -A 2 -E '^ +Failed ' "$attacks_results/log" | grep -vE '^--$|Error Message'
  tail -n 3 "$attacks_results/log"
  [ -s "$attacks_results/attacks" ] && attacks_seen
  without=$(grep -c ', no cgroup |' "$attacks_results/attacks")
  attacked_down
  [ $code = 0 ] && [ "$without" = 2 ]
}

# Rows are those of AttackedSandbox: sandbox, attacks, as expected, got and left nothing, neighbours, of these disturbed.
attacks_seen() {
  cat "$attacks_results/attacks"
  saw=$(awk -F '|' '{ attacks += $3; met += $4; nothing += $5; neighbours += $6; disturbed += $7 }
    END { print attacks " attacks, " met " as expected, " nothing " got and left nothing, " disturbed " of " neighbours " neighbours disturbed" }' \
    "$attacks_results/attacks")
  promises=$(sed -n 's/.*Failed: *\([0-9]*\), Passed: *\([0-9]*\).*/\2 tests passed, \1 failed/p' "$attacks_results/log" | tail -n 1)
  saw="$saw; with what a sandbox promises without cgroups $promises"
}
