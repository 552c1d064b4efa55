# Empty files, which take no room and yet memory of the kernel's.
# ends: exited 0 or memory_limit or wall_limit
made = 0
try:
    while made < 1_000_000:
        os.close(os.open(f'/workspace/{made}', os.O_CREAT))
        made += 1
except OSError:
    pass
if made >= 1_000_000:
    got('a million files')
print('contained')
