# Signals for whoever can be reached: all, process 1, its parent, its group's neighbours.
# ends: exited 0
import signal

for number in [*signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}]:
    signal.signal(number, signal.SIG_IGN)
for number in signal.valid_signals():
    for process in (1, os.getppid()):
        if process:
            try:
                os.kill(process, number)
            except OSError:
                pass
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
for process in range(3, 40_000):
    attempt(f'signal for {process}', os.kill, process, signal.SIGKILL)
print('contained')
