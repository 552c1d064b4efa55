# Children in sessions of their own, which hold the streams.
# ends: exited 0
import time

for _ in range(20):
    if os.fork() == 0:
        os.setsid()
        time.sleep(300)
print('contained')
