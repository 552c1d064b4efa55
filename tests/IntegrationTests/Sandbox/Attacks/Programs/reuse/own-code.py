# Writes over code that it shares with the interpreter it was forked from: its pages are made writable, and there is its own memory as a file.
# ends: exited 0
with open('/proc/self/maps') as maps:
    areas = [line.split() for line in maps]
for area in areas:
    if 'x' in area[1] and area[-1].startswith('/'):
        # The end of the last page, where there is no code: the program goes on.
        end = int(area[0].split('-')[1], 16)
        if libc.mprotect(ctypes.c_void_p(end - 4096), 4096, 7) == 0:
            ctypes.memmove(end - 16, b'taken over' + b'\xcc' * 6, 16)
        try:
            with open('/proc/self/mem', 'r+b', 0) as memory:
                memory.seek(end - 16)
                memory.write(b'taken over')
        except OSError:
            pass
print('contained')
