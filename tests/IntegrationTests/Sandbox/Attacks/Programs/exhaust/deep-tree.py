# A path longer than anybody can open, for whoever must clean up.
# ends: exited 0 or memory_limit
# ends on gvisor: exited 0 or memory_limit or wall_limit
# why on gvisor: a call so deep in a tree takes longer there.
try:
    for _ in range(20_000):
        os.mkdir('d' * 255)
        os.chdir('d' * 255)
except OSError:
    pass
print('contained')
