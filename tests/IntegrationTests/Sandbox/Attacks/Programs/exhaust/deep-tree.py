# A path longer than anybody can open, for whoever must clean up.
# ends: exited 0 or memory_limit
try:
    for _ in range(20_000):
        os.mkdir('d' * 255)
        os.chdir('d' * 255)
except OSError:
    pass
print('contained')
