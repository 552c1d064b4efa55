# The kernel's own memory, settings and secrets in /proc.
# ends: exited 0
for name in ('kcore', 'kmsg', 'kpageflags', 'kpagecount', 'kpagecgroup', 'slabinfo', 'vmallocinfo', 'timer_list', 'keys', 'mtrr', 'sysrq-trigger'):
    try:
        with open('/proc/' + name, 'rb') as file:
            content = file.read(64)
    except OSError:
        continue
    if content:
        got(name, content)
for place, folders, files in os.walk('/proc'):
    folders[:] = [name for name in folders if not name.isdigit() and name not in ('self', 'thread-self')]
    for name in files:
        attempt('writing ' + os.path.join(place, name), os.open, os.path.join(place, name), os.O_WRONLY | os.O_NONBLOCK)
attempt('sysrq, which would print its help', lambda: os.write(os.open('/proc/sysrq-trigger', os.O_WRONLY), b'h'))
attempt('another helper for core files', lambda: os.write(os.open('/proc/sys/kernel/core_pattern', os.O_WRONLY), b'|/workspace/x'))
print('contained')
