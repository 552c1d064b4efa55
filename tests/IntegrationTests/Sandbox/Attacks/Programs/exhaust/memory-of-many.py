# Each process stays far below the limit; all of them together do not.
# ends: memory_limit
import time

for _ in range(40):
    if os.fork() == 0:
        kept = b'x' * (8 << 20)
        time.sleep(60)
time.sleep(60)
