# Devices, firmware and control groups are in /sys, on the host.
# ends: exited 0
# gets on gvisor: /sys
# gets on gvisor: /sys/fs/cgroup
# gets on gvisor: /sys/kernel
# gets on gvisor: /sys/class
# gets on gvisor: /sys/firmware
# gets on gvisor: /dev/fuse
# gets on gvisor: /dev/net/tun
# gets on gvisor: another oom score 1
# why on gvisor: folders and devices of its own kernel, nothing of the machine's; and the score of a process that the machine does not know.
for path in ('/sys', '/sys/fs/cgroup', '/sys/kernel', '/sys/class', '/sys/firmware', '/sys/kernel/debug', '/boot', '/dev/mem', '/dev/kmsg', '/dev/port', '/dev/fuse', '/dev/kvm',
             '/dev/net/tun', '/dev/vhost-net', '/dev/sda', '/dev/vda', '/dev/loop-control', '/dev/mapper/control', '/dev/userfaultfd', '/dev/autofs', '/dev/tty0', '/dev/dri'):
    if os.path.exists(path):
        got(path)
for name in ('cgroup.procs', 'tasks', 'release_agent', 'memory.max'):
    for place, folders, files in os.walk('/proc/self'):
        folders[:] = []
        if name in files:
            got(place, name)
with open('/proc/self/cgroup') as groups:
    for line in groups:
        if line.rstrip().split(':', 2)[2] != '/':
            got('the name of its control group', line)
attempt('another oom score', lambda: os.write(os.open('/proc/self/oom_score_adj', os.O_WRONLY), b'0'))
print('contained')
