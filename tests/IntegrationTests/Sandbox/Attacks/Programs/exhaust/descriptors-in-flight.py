# Descriptors beyond the limit of open files: sent to itself in messages that nobody receives.
# ends: exited 0 or memory_limit
# ends on gvisor: exited 0 or memory_limit or wall_limit
# gets on gvisor: descriptors in flight 2000000
# why on gvisor: its kernel does not count them. They are memory of its own, which has its limit, and no descriptors of the machine.
import array, socket

one, other = socket.socketpair()
one.setblocking(False)
file, sent = os.open('/dev/null', os.O_RDONLY), 0
try:
    for _ in range(10_000):
        sent += one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [file] * 200))]) * 200
except OSError:
    pass
if sent > 10_000:
    got('descriptors in flight', sent)
print('contained')
