# Sourced by the commands at the root: finds which Debian packages are missing and installs them where it may.
# shellcheck shell=sh

needed=''

say() { echo "${0##*/}: $*" >&2; }

# need FILE PACKAGE: notes the package unless the file is there.
need() { [ -e "$1" ] || needed="$needed $2"; }

# program NAME: where it is, or a path that does not exist.
program() { command -v "$1" || echo "/missing/$1"; }

# Installs what is noted and forgets it; fails, saying what to do by hand, where it may not.
install_needed() {
  [ -n "$needed" ] || return 0
  packages=$needed
  needed=''
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing$packages"
    # Lists are fetched only when those at hand do not do; they may be old or empty.
    # shellcheck disable=SC2086 # one word a package
    apt_install $packages || { apt-get update -q >/dev/null && apt_install $packages; } && return
    # One that this release does not have keeps none of the others away.
    for package in $packages; do
      apt_install "$package" || needed="$needed $package"
    done
    packages=$needed
    needed=''
    [ -n "$packages" ] || return 0
  fi
  say "install this by hand: apt-get install$packages"
  return 1
}

# RUNLEVEL=1: the packages' servers for the whole machine are not started; ours are private ones.
apt_install() {
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1
}

need_sandbox() {
  need "$(program bwrap)" bubblewrap
  need "$(program gcc)" gcc
  need "$(gcc -print-file-name=libc.a 2>/dev/null || :)" libc6-dev
}

need_gvisor() { need "$(program runsc)" runsc; }

need_languages() {
  need /usr/bin/python3 python3
  need /usr/bin/go golang-go
}

# What the sandbox's tests need besides: a C++ compiler to attack with, and the interpreters that are started ahead.
need_tested_languages() {
  need "$(program g++)" g++
  need /usr/bin/node nodejs
  need /usr/bin/php php-cli
  need /usr/bin/ruby ruby
}

# What the manifests and alerts are checked with. Debian has a kubectl that knows components from release 13 on.
need_deployment() {
  need "$(program kubectl)" kubernetes-client
  need "$(program promtool)" prometheus
}

# Every language below languages/: the packages that its language.json names and dpkg does not have.
need_all_languages() {
  for description in "$root"/languages/*/language.json; do
    for package in $(tr '\n' ' ' <"$description" | sed -n 's/.*"debian_packages": *\[\([^]]*\)\].*/\1/p' | tr -d '",'); do
      installed "$package" || needed="$needed $package"
    done
  done
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
