# A directory of long names for one and the same file.
# ends: exited 0 or memory_limit or wall_limit
open('/workspace/file', 'w').close()
try:
    for name in range(200_000):
        os.link('/workspace/file', f'/workspace/{name:0255}')
except OSError:
    pass
print('contained')
