# The limit kills a child only, and the program then ends as if nothing had been.
# ends: memory_limit
if os.fork() == 0:
    kept = []
    while True:
        kept.append(b'x' * (4 << 20))
os.wait()
