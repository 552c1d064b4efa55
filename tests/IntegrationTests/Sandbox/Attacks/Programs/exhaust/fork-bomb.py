# Every process makes more of them, as fast as it can.
# ends: wall_limit or cpu_limit or memory_limit
while True:
    try:
        os.fork()
    except OSError:
        pass
