// Device nodes: memory, disks, terminals; and nodes on what is mounted.
// ends: exited 0
#include <sys/sysmacros.h>

int main(void) {
    static const char *folders[] = { "/workspace", "/tmp", "/dev/shm", "/dev", "/src" };
    for (int i = 0; i < 5; i++) {
        char path[32];
        snprintf(path, sizeof path, "%s/node", folders[i]);
        ATTEMPT(mknod(path, S_IFCHR | 0666, makedev(1, 1)));
        ATTEMPT(mknod(path, S_IFBLK | 0666, makedev(8, 0)));
        ATTEMPT(mknod(path, S_IFBLK | 0666, makedev(254, 0)));
        ATTEMPT(mknod(path, S_IFCHR | 0666, makedev(5, 1)));
        ATTEMPT(mknod(path, S_IFCHR | 0666, makedev(10, 229)));
    }
    ATTEMPT(open("/dev/console", O_RDWR));
    ATTEMPT(open("/dev/tty", O_RDWR));
    return contained();
}
