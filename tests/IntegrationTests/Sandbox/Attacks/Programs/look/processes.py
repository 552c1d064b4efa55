# Looks for processes that are not its own, by every number.
# ends: exited 0
own = {1, os.getpid()}
seen = {int(name) for name in os.listdir('/proc') if name.isdigit()} - own
if seen:
    got('processes', seen)
for process in set(range(1, 40_000)) - own:
    if os.path.exists(f'/proc/{process}'):
        got('process', process)


def is_there(kind, number):
    try:
        os.getpriority(kind, number)
    except OSError:
        return False
    return True


for kind in range(3):  # PRIO_PROCESS, PRIO_PGRP, PRIO_USER
    if is_there(kind, 1 << 30):
        continue  # gVisor has an answer for every number, so it tells nothing
    seen = {number for number in range(3, 2000) if is_there(kind, number)} - {os.getpid(), os.getpgid(0), os.getuid()}
    if seen:
        got('priorities of kind', kind, seen)
print('contained')
