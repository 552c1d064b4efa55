# Children that ended and that nobody waits for, until there is no number left for another.
# ends: exited 0
made = 0
try:
    while made < 10_000:
        if os.fork() == 0:
            os._exit(0)
        made += 1
except OSError:
    pass
if made > 70:
    got('more processes than allowed', made)
print('contained')
