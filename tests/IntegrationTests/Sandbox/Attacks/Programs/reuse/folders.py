# Leaves files wherever it can, under the names that the next run will look for.
# ends: exited 0
for folder in ('/workspace', '/tmp', '/dev/shm', '/src', '/etc', '/toolchain', '/usr/local/bin', '/'):
    for name in ('main.py', 'main.c', 'program', 'sitecustomize.py', 'python3', 'gcc', 'secret', 'job'):
        try:
            with open(f'{folder}/{name}', 'w') as file:
                file.write('raise SystemExit("left by another run")\n')
            os.chmod(f'{folder}/{name}', 0o777)
        except OSError:
            continue
        if folder not in ('/workspace', '/tmp', '/dev/shm'):
            got(folder, name)
os.environ['HOME'], os.environ['PATH'] = '/tmp', '/tmp'
os.umask(0o777)
os.nice(10)
print('contained')
