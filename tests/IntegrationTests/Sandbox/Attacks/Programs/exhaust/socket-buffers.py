# Memory of the kernel's: sockets full of what nobody reads.
# ends: exited 0 or memory_limit
import socket

filled = 0
try:
    while True:
        one, other = socket.socketpair()
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 << 20)
        other.detach()
        try:
            while True:
                filled += one.send(b'x' * (64 << 10))
        except BlockingIOError:
            one.detach()
except OSError:
    pass
if filled > 130 << 20:
    got('more memory than it may have', filled)
print('contained')
