# Exits with the code by which shells tell of a kill.
# ends: exited 137
os._exit(137)
