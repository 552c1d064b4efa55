#!/bin/sh
# ./test cgroup2: the limits of the sandbox on a kernel whose cgroups are of version 2 with all controllers, as servers have today,
# wherever it is started: Debian's kernel in an emulator, over this machine's own files, which it reads and does not change.
# Emulated, a program takes some ten times as long. The last line says N passed, N failed.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$root/deploy/packages.sh"

patience=3000
drivers='SingleUseTests ForkedTests WaitingTests'
limits='The_self_test_passes A_program_prints_and_exits The_CPU_limit The_wall_limit Memory_beyond The_memory_of_children A_fork_bomb
Processes_are_limited A_daemon_dies A_cancelled_run The_disk_is_limited All_its_processes_together'
modules='drivers/virtio/virtio_ring drivers/virtio/virtio drivers/virtio/virtio_pci_modern_dev drivers/virtio/virtio_pci_legacy_dev
drivers/virtio/virtio_pci fs/netfs/netfs fs/fscache/fscache net/9p/9pnet net/9p/9pnet_virtio fs/9p/9p fs/overlayfs/overlay'

not_run() {
  echo "cgroup2: NOT RUN: $1"
  exit 0
}

[ "$(uname -m)" = x86_64 ] || not_run 'it emulates an x86_64 machine on one'
need "$(program qemu-system-x86_64)" qemu-system-x86
need "$(program cpio)" cpio
need "$(program busybox)" busybox-static
need_sandbox
need_languages
need_tested_languages
install_needed || not_run 'see above'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
say 'fetching a kernel'
package=$(apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/.*Depends: //p' | head -n 1)
(cd "$work" && apt-get download -q "$package" >/dev/null 2>&1 && dpkg-deb -x "$package"_*.deb kernel) || not_run 'no package of Debian with a kernel can be fetched'

image=$work/image
mkdir -p "$image/bin" "$image/modules" "$image/host" "$image/changes" "$image/root" "$image/proc" "$image/sys" "$image/dev"
cp "$(command -v busybox)" "$image/bin/busybox"
number=10 # they are loaded in this order
for module in $modules; do
  file=$(find "$work/kernel" -path "*/kernel/$module.ko*" | head -n 1)
  [ -z "$file" ] || cp "$file" "$image/modules/$number-${file##*/}" # some are part of newer kernels
  number=$((number + 1))
done
cp "$root/tests/cgroup2/init" "$image/init"
(cd "$image" && find . | cpio -o -H newc 2>/dev/null) >"$work/initrd"

say 'building'
dotnet build "$root/tests/IntegrationTests" -c Release --nologo -v quiet -p:RunAnalyzers=false || { echo '0 passed, 1 failed'; exit 1; }
filter=''
for driver in $drivers; do
  for limit in $limits; do
    filter="$filter${filter:+|}FullyQualifiedName~Sandbox.$driver.$limit"
  done
done
cat >"$work/tests" <<EOF
export HOME=/root PATH='$PATH' DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
cd '$root'
echo "kernel \$(uname -r), controllers: \$(cat /sys/fs/cgroup/cgroup.controllers)"
(until cat /sys/fs/cgroup/codeexec-*/cgroup.subtree_control 2>/dev/null | sort -u | sed 's/^/kernel gives runs: /' | grep .; do sleep 1; done) &
dotnet vstest tests/IntegrationTests/bin/Release/net10.0/CodeExec.IntegrationTests.dll '/TestCaseFilter:$filter' --logger:'console;verbosity=normal' 2>&1
echo o >/proc/sysrq-trigger # off
sleep 60
EOF

say 'starting the machine'
timeout "$patience" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 4096 -nographic -no-reboot -nic none \
  -kernel "$(find "$work/kernel/boot" -name 'vmlinuz-*')" -initrd "$work/initrd" -append "console=ttyS0 quiet panic=-1 tests=$work/tests" \
  -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap </dev/null | tr -d '\r' | sed -u 's/\x1b\[[0-9;]*m//g' | tee "$work/said" | grep -oE 'kernel ([0-9].*controllers|gives).*|^ +(Passed|Failed) .*|^ +Expected .*'
passed=$(grep -cE '^ +Passed [A-Z]' "$work/said")
failed=$(grep -cE '^ +Failed [A-Z]' "$work/said")
[ "$passed" -gt 0 ] || { tail -n 30 "$work/said"; failed=1; }
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
