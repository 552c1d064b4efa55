# A child that holds the streams and is stopped, so that no signal but one reaches it.
# ends: exited 0
import signal

child = os.fork()
if child == 0:
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
os.waitpid(child, os.WUNTRACED)
print('contained')
