# No process ever comes near the CPU limit: each of them has a child go on.
# ends: wall_limit or cpu_limit
import time

os.fork()
while True:
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    if os.fork():
        os.wait()
        os._exit(0)
