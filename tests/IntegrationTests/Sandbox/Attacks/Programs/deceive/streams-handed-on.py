# Hands its streams to others and ends: to a file, a socket, a child that is stopped.
# ends: exited 5
import array, signal, socket

one, other = socket.socketpair()
one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [0, 1, 2]))])
if os.fork() == 0:
    os.setsid()
    os.kill(os.getpid(), signal.SIGSTOP)
os._exit(5)
