# Folders that their owner cannot enter, list or delete.
# ends: exited 0
for folder in ('/workspace', '/tmp', '/dev/shm'):
    for depth in range(50):
        os.mkdir(f'{folder}/{depth}')
        open(f'{folder}/{depth}/file', 'w').close()
        os.chmod(f'{folder}/{depth}/file', 0)
        os.chmod(f'{folder}/{depth}', 0)
    os.chmod(folder, 0)
print('contained')
