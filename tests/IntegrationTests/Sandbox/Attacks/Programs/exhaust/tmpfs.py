# Fills every folder that it may write.
# ends: exited 0 or memory_limit
for folder in ('/workspace', '/tmp', '/dev/shm'):
    written = 0
    try:
        with open(folder + '/full', 'wb', 0) as file:
            while True:
                written += file.write(b'x' * (1 << 20))
    except OSError:
        pass
    if written > 65 << 20:
        got('more than the disk limit', folder, written)
print('contained')
