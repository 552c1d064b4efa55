# Closes its streams, as one who has ended, and goes on.
# ends: wall_limit
import time

print('contained', flush=True)
os.closerange(0, 1024)
time.sleep(300)
