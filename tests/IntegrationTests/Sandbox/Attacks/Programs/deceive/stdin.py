# Writes into its own standard input, and reads what somebody else was to get there.
# ends: exited 0
if sys.stdin.read() != 'typed\n':
    got('another input')
for path in ('/dev/stdin', '/proc/self/fd/0', '/proc/1/fd/0'):
    try:
        os.write(os.open(path, os.O_WRONLY | os.O_NONBLOCK), b'j\nr\nstarted\nexited 0 0 0 0\n')
    except OSError:
        pass
print('contained')
