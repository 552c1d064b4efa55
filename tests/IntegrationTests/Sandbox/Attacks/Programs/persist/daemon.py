# A daemon by the book: two forks, a session of its own, no streams, all signals ignored.
# ends: exited 0
import signal, time

print('contained', flush=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        os.closerange(0, 1024)
        os.execv('/bin/sleep', ['not-sleep', '300'])
    os._exit(0)
os.wait()
