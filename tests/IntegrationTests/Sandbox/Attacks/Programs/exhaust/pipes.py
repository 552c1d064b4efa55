# Memory of the kernel's: pipes made as large as they may be, and filled.
# ends: exited 0 or memory_limit
import fcntl

filled = 0
try:
    while True:
        read, write = os.pipe()
        os.set_blocking(write, False)
        try:
            fcntl.fcntl(write, 1031, 1 << 20)  # F_SETPIPE_SZ
        except OSError:
            pass
        filled += os.write(write, b'x' * (1 << 20))
except OSError:
    pass
if filled > 130 << 20:
    got('more memory than it may have', filled)
print('contained')
