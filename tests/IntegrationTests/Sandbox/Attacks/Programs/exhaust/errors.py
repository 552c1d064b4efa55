# Standard error without end, from several processes.
# ends: output_limit
os.fork(), os.fork()
while True:
    os.write(2, b'x' * (64 << 10))
