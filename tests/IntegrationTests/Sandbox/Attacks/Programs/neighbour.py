# Runs beside and after the attacks. Whoever was there, it finds what every first program of a sandbox finds.
import builtins, os, resource, signal, socket, sys, time, zlib

secret = 'NEIGHBOUR-' + 'SECRET-' + os.urandom(8).hex()


def tree(folder):
    return sorted(os.path.join(place, name) for place, folders, files in os.walk(folder) for name in folders + files)


def checksum(path):
    with open(path, 'rb') as file:
        return zlib.crc32(file.read())


def lines(path):
    if not os.path.exists(path):
        return []  # gVisor has not all of /proc
    with open(path) as file:
        return file.read().splitlines()


found = {
    'files': [tree(folder) for folder in ('/src', '/workspace', '/tmp', '/dev')],
    'contents': [(path, checksum(path)) for path in ('/src/main.py', '/init', '/etc/passwd', '/etc/hosts', '/etc/ld.so.cache', sys.executable, os.__file__)],
    'mounts': sorted(line.split()[4] + ' ' + line.split()[5] for line in lines('/proc/self/mountinfo')),
    'processes': [name for name in os.listdir('/proc') if name.isdigit()],
    'descriptors': len(os.listdir('/proc/self/fd')),
    'sockets': [len(lines('/proc/net/' + kind)) for kind in ('unix', 'tcp', 'udp', 'netlink')],
    'shared memory': [len(lines('/proc/sysvipc/' + kind)) for kind in ('shm', 'sem', 'msg')],
    'interpreter': (sorted(sys.modules), sorted(vars(builtins)), sys.path, sys.flags, sys.argv, sorted(vars())),
    'environment': sorted(os.environ.items()),
    'process': (os.getcwd(), os.umask(0), os.getresuid(), os.getresgid(), os.nice(0), os.sched_getaffinity(0) == set(range(os.cpu_count())), socket.gethostname()),
    'signals': [(number, signal.getsignal(number)) for number in signal.valid_signals()],
    'limits': [(name, resource.getrlimit(getattr(resource, name))) for name in sorted(dir(resource)) if name.startswith('RLIMIT_')],
    'status': [line for line in lines('/proc/self/status') if line.split(':')[0] in ('CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp', 'SigBlk', 'Threads')],
}

# Something to find for a neighbour who should not be able to.
open('/tmp/secret', 'w').write(secret)
open('/dev/shm/secret', 'w').write(secret)
server = socket.socket(socket.AF_UNIX)
server.bind('\0neighbour')
server.listen()
time.sleep(0.05)
print(found)
