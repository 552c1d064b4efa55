# Memory of the kernel's: sockets full of what nobody reads.
# ends: exited 0 or memory_limit
# gets on no cgroup: more memory than it may have
# why on no cgroup: what lies in sockets is memory of the kernel's, which nobody counts there; it is net.core.wmem_max for each of 127 pairs.
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
    got('more memory than it may have')
print('contained')
