# Hard links to what it may only read: they would survive an update, or be writable in their new place.
# ends: exited 0
for path in ('/usr/bin/su', '/usr/bin/passwd', '/etc/passwd', '/src/main.py', '/init', '/proc/self/exe', '/usr/lib/os-release'):
    for folder in ('/workspace', '/tmp', '/dev/shm', '/usr/bin', '/etc'):
        attempt(path, os.link, path, f'{folder}/link')
for descriptor in range(3):
    attempt(descriptor, lambda: os.link(f'/proc/self/fd/{descriptor}', '/workspace/stream', follow_symlinks=True))
print('contained')
