# Links out of the sandbox, under every name that somebody may open for the program.
# ends: exited 0
for name in ('main.py', 'program', 'a.out', 'output', 'stdout', 'stderr', 'result.json', 'exit_code', '.profile', '.bashrc', 'core', '__pycache__', 'sitecustomize.py'):
    for folder in ('/workspace', '/tmp', '/dev/shm'):
        os.symlink('@CANARY@', f'{folder}/{name}')
        attempt(name, open, f'{folder}/{name}', 'a')
for target in ('/proc/self/root/../../@CANARY@', '/proc/1/root/etc/shadow', '/proc/1/cwd'):
    os.symlink(target, '/workspace/link')
    attempt(target, open, '/workspace/link')
    os.unlink('/workspace/link')
os.symlink('loop', '/workspace/loop')
attempt('loop', open, '/workspace/loop')
print('contained')
