# Takes memory and touches it until something stops it.
# ends: memory_limit
kept = []
while True:
    kept.append(b'x' * (4 << 20))
