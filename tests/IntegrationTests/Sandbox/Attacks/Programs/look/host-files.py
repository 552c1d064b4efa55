# A file that everybody on the host may read and write, by every way out of a folder that there is.
# ends: exited 0
# gets on gvisor: above the root sys
# gets on gvisor: above the root template.so
# why on gvisor: it always mounts a /sys of its own, which knows nothing of the machine; and what makes an interpreter wait stays, for reading.
canary = '@CANARY@'
ways = [canary, '/../../../..' + canary, '/proc/self/root' + canary, '/proc/1/root' + canary, '/proc/self/cwd/../../..' + canary, '/oldroot' + canary, '/newroot' + canary,
        '/dev/fd/0/../../..' + canary, '/toolchain/..' + canary, '/src/../..' + canary, '/usr/../..' + canary]
for way in ways:
    for flags in (os.O_RDONLY, os.O_WRONLY | os.O_APPEND, os.O_PATH):
        attempt(way, os.open, way, flags)
folder = os.open('/workspace', os.O_RDONLY)
for _ in range(20):
    folder = os.open('..', os.O_RDONLY, dir_fd=folder)
for name in os.listdir(folder):
    if name not in ('bin', 'compile', 'dev', 'etc', 'init', 'lib', 'lib32', 'lib64', 'libx32', 'proc', 'sbin', 'src', 'tmp', 'toolchain', 'usr', 'workspace'):
        got('above the root', name)
for path in ('/etc/shadow', '/etc/machine-id', '/etc/hostname', '/etc/resolv.conf', '/etc/ssh', '/root', '/home', '/var', '/run', '/mnt', '/srv', '/opt'):
    if os.path.exists(path):
        got(path)
print('contained')
