# Servers of the host that listen on every address, and one that has an abstract name and so needs no file.
# ends: exited 0
import socket

for address in ('127.0.0.1', '127.1.2.3', '0.0.0.0'):
    with socket.socket() as s:
        attempt((address, 'tcp'), s.connect, (address, int('@TCP@')))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(b'hello', (address, int('@UDP@')))
with socket.socket(socket.AF_UNIX) as s:
    attempt('abstract', s.connect, '\0@ABSTRACT@')
for path in ('/var/run/docker.sock', '/run/containerd/containerd.sock', '/run/dbus/system_bus_socket', '/run/systemd/private', '/var/run/postgresql/.s.PGSQL.5432', '/tmp/.X11-unix/X0'):
    with socket.socket(socket.AF_UNIX) as s:
        attempt(path, s.connect, path)
print('contained')
