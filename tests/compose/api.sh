# Sourced by smoke.sh: the calls of a client, with curl. JSON is read by sed, for the fields that are asked for are plain.
# shellcheck shell=sh

# As it is: echo makes newlines of \n.
show() { printf '%s\n' "$1"; }

# field NAME: the first value of that name in standard input.
field() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

# call METHOD PATH [OPTION]...: prints the answer. Told to come again (429, 503), it does, as every client should.
call() {
  method=$1
  path=$2
  shift 2
  curl --silent --show-error --fail --max-time 60 --retry 8 --retry-max-time 60 --request "$method" --header 'Content-Type: application/json' "$@" "$api$path"
}

# submit LANGUAGE SOURCE, as the inside of a JSON string: prints the execution's id.
submit() {
  session=$(call POST /code-sessions | field session_id) &&
    call PATCH "/code-sessions/$session" --data "{\"language\": \"$1\", \"source_code\": \"$2\"}" >/dev/null &&
    accepted=$(call POST "/code-sessions/$session/run" --header 'Idempotency-Key: once') || return
  show "$accepted" | field execution_id
}

# ended ID: waits for its end, two minutes at most, and prints the execution.
ended() {
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
    execution=$(call GET "/executions/$1" --header 'Prefer: wait=10') || return
    case $(show "$execution" | field status) in
      COMPLETED | FAILED | TIMEOUT) show "$execution"; return ;;
    esac
  done
  echo "$execution did not end" >&2
  return 1
}

# runs LANGUAGE SOURCE STATUS STDOUT: true when it ends so.
runs() {
  execution=$(ended "$(submit "$1" "$2")") && show "$execution" || return
  [ "$(show "$execution" | field status)" = "$3" ] && show "$execution" | grep -qF "\"stdout\":\"$4\""
}

# attempts ID: the highest number of an attempt in its history.
attempts() { call GET "/executions/$1/history" | grep -oE '"attempt": *[0-9]+' | grep -oE '[0-9]+' | sort -n | tail -n 1; }
