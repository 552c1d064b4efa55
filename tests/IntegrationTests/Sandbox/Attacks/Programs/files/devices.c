// Device nodes: memory, disks, terminals; and nodes on what is mounted.
// ends: exited 0
// gets on gvisor: a node
// gets on gvisor: the device 10:229
// why on gvisor: its kernel makes any node, and by it only a device of its own can be opened: this one is /dev/fuse, of no use without a mount.
#include <sys/sysmacros.h>

static void make(const char *path, mode_t kind, int major, int minor) {
    if (mknod(path, kind | 0666, makedev(major, minor))) return;
    got("a node");
    if (open(path, O_RDWR) >= 0 || open(path, O_RDONLY) >= 0) printf("got the device %d:%d\n", major, minor);
    unlink(path);
}

int main(void) {
    static const char *folders[] = { "/workspace", "/tmp", "/dev/shm", "/dev", "/src" };
    for (int i = 0; i < 5; i++) {
        char path[32];
        snprintf(path, sizeof path, "%s/node", folders[i]);
        make(path, S_IFCHR, 1, 1);
        make(path, S_IFBLK, 8, 0);
        make(path, S_IFBLK, 254, 0);
        make(path, S_IFCHR, 5, 1);
        make(path, S_IFCHR, 10, 229);
    }
    ATTEMPT(open("/dev/console", O_RDWR));
    ATTEMPT(open("/dev/tty", O_RDWR));
    return contained();
}
