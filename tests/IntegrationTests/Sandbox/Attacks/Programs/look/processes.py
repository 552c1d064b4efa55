# Looks for processes that are not its own, by every number.
# ends: exited 0
own = {1, os.getpid()}
seen = {int(name) for name in os.listdir('/proc') if name.isdigit()} - own
if seen:
    got('processes', seen)
for process in set(range(1, 40_000)) - own:
    if os.path.exists(f'/proc/{process}'):
        got('process', process)
for kind in range(3):  # PRIO_PROCESS, PRIO_PGRP, PRIO_USER
    for process in range(3, 2000):
        attempt(f'priority {kind} of {process}', os.getpriority, kind, process) if process != 1000 else None
print('contained')
