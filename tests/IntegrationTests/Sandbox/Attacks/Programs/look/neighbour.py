# Looks for the neighbour's secret in files, sockets, shared memory, and in memory that somebody may have had before.
# ends: exited 0
import mmap, socket

needle = b'NEIGHBOUR-' + b'SECRET-'
for folder in ('/tmp', '/workspace', '/dev/shm', '/src', '/var', '/run'):
    for place, folders, files in os.walk(folder):
        for name in files:
            with open(os.path.join(place, name), 'rb') as file:
                if needle in file.read():
                    got(place, name)
attempt('a socket', socket.socket(socket.AF_UNIX).connect, '\0neighbour')
for _ in range(20):
    with mmap.mmap(-1, 4 << 20) as memory:
        if memory.find(needle) >= 0:
            got('memory')
kept = [ctypes.create_string_buffer(1 << 16) for _ in range(100)]
libc.malloc.restype = ctypes.c_void_p
for size in (64, 1024, 4096, 1 << 16, 1 << 20):
    for _ in range(50):
        if needle in ctypes.string_at(libc.malloc(size), size):
            got('memory of', size)
for process in range(1, 2000):
    for file in ('mem', 'environ', 'cmdline', 'root/tmp/secret', 'cwd/main.py'):
        if process not in (1, os.getpid()):
            attempt((process, file), lambda: open(f'/proc/{process}/{file}', 'rb').read(1))
print('contained')
