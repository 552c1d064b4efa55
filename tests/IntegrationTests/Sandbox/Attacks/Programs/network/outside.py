# Connections to the world, to the host, to the cloud's metadata; by name, address and protocol.
# ends: exited 0
import socket

for address in ('1.1.1.1', '8.8.8.8', '10.0.0.1', '172.17.0.1', '192.168.0.1', '169.254.169.254', '100.100.100.200', '255.255.255.255', '0.0.0.1'):
    for kind, port in ((socket.SOCK_STREAM, 80), (socket.SOCK_STREAM, 53), (socket.SOCK_DGRAM, 53)):
        with socket.socket(socket.AF_INET, kind) as s:
            s.settimeout(0.2)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            if attempt((address, kind, port), s.connect, (address, port)):
                s.send(b'hello')
for address in ('2606:4700:4700::1111', 'fd00:ec2::254', 'fe80::1', 'ff02::1'):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as s:
        attempt(address, s.sendto, b'hello', (address, 53))
for name in ('example.com', 'metadata.google.internal', 'host.docker.internal', 'redis', 'rabbitmq', 'postgres'):
    attempt(name, socket.gethostbyname, name)
if [name for _, name in socket.if_nameindex()] != ['lo']:
    got(socket.if_nameindex())
print('contained')
