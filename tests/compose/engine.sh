# Sourced by smoke.sh: finds a container engine, or starts one of our own that keeps out of the machine's way.
# shellcheck shell=sh

# Images and layers stay here between runs, some 5 GB; remove the folder to begin anew.
engine_state=${CODEEXEC_ENGINE:-/var/tmp/codeexec-engine}
# Sockets have short paths: 108 bytes is the end.
engine_run=/run/codeexec-engine
engine_suite=trixie
engine_pid=''

# Sets DOCKER_HOST if needed. Returns 1 with the reason in $why where there is no engine and none can be started.
engine_find() {
  if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
    why='the engine that runs here has no docker compose and buildx plugins'
    return 1
  fi
  [ "$(uname -s)" = Linux ] || { why='no container engine answers'; return 1; }
  [ "$(id -u)" = 0 ] || { why='no container engine answers, and only root can start one'; return 1; }
  command -v apt-get >/dev/null || { why='no container engine answers, and without apt-get none is installed'; return 1; }
  need "$(program dockerd)" docker.io
  need "$(program iptables)" iptables
  need "$(program mmdebstrap)" mmdebstrap
  install_needed || { why='no container engine answers, and docker.io could not be installed'; return 1; }
  engine_plugins && engine_start
}

engine_start() {
  mkdir -p "$engine_state" "$engine_run"
  export DOCKER_HOST="unix://$engine_run/docker.sock"
  # Builds and containers inherit the low priority.
  nice -n 10 setsid dockerd --host "$DOCKER_HOST" --data-root "$engine_state/data" --exec-root "$engine_run/exec" \
    --pidfile "$engine_run/docker.pid" >"$engine_state/dockerd.log" 2>&1 &
  engine_pid=$!
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && return
    kill -0 "$engine_pid" 2>/dev/null || break
    sleep 0.5
  done
  why="dockerd does not start here: $(grep -E 'level=(error|fatal)|failed' "$engine_state/dockerd.log" | tail -n 1 | cut -c 1-200)"
  engine_stop
  return 1
}

# Ends the engine if it is ours, by its process id.
engine_stop() {
  [ -n "$engine_pid" ] || return 0
  kill "$engine_pid" 2>/dev/null
  wait "$engine_pid" 2>/dev/null
  engine_pid=''
}

# Compose v2 and buildx. Debian 12 does not have them, the next release does, and its programs need nothing newer: they
# are unpacked, not installed, from the mirror that this machine uses.
engine_plugins() {
  export DOCKER_CONFIG="$engine_state/config"
  docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
  apt=$engine_state/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$DOCKER_CONFIG/cli-plugins"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(engine_mirror) $engine_suite main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "/dev/null";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
APT::Sandbox::User "root";
CONF
  (
    export APT_CONFIG="$apt/apt.conf"
    cd "$apt" && apt-get update -qq && apt-get download -qq docker-compose docker-buildx &&
      for package in docker-compose_*.deb docker-buildx_*.deb; do dpkg-deb -x "$package" unpacked || exit; done &&
      cp unpacked/usr/libexec/docker/cli-plugins/docker-compose unpacked/usr/libexec/docker/cli-plugins/docker-buildx "$DOCKER_CONFIG/cli-plugins/"
  ) >"$engine_state/plugins.log" 2>&1
  docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1 && return
  why="docker compose and buildx could not be had: $(tail -n 1 "$engine_state/plugins.log")"
  return 1
}

# The Debian mirror in this machine's apt sources, without the slash at its end.
engine_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null |
    grep -v '^#' | grep -oE 'https?://[^ ]*/debian/?( |$)' | head -n 1 | sed 's#/* *$##'
}
