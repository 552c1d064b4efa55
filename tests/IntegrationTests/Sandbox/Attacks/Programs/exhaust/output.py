# Standard output without end.
# ends: output_limit
while True:
    os.write(1, b'x' * (64 << 10))
