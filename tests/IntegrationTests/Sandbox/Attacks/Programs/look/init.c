// Process 1 is ours and has the program's user id: opens, traces, reads and takes from it.
// ends: exited 0
// gets on gvisor: /proc/1/environ
// gets on gvisor: /proc/1/maps
// gets on gvisor: /proc/1/smaps
// gets on gvisor: /proc/1/auxv
// gets on gvisor: /proc/1/fd
// gets on gvisor: /proc/1/fdinfo
// gets on gvisor: /proc/1/ns/user
// gets on gvisor: /proc/1/ns/mnt
// why on gvisor: it shows everyone names and numbers of any process. The variables are the program's own; memory and descriptors stay closed.
#include <sys/ptrace.h>
#include <sys/uio.h>

int main(void) {
    static const char *files[] = { "mem", "environ", "maps", "smaps", "pagemap", "stack", "syscall", "auxv", "fd", "fdinfo", "map_files", "root", "cwd", "ns/mnt", "ns/user", "timers" };
    for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
        char path[64], byte;
        snprintf(path, sizeof path, "/proc/1/%s", files[i]);
        for (int flags = O_RDONLY; flags <= O_RDWR; flags++) {
            int file = open(path, flags);
            // Some can be opened and not be read.
            if (file >= 0 && (read(file, &byte, 1) > 0 || errno == EISDIR)) got(path);
        }
        if (readlink(path, &byte, 1) > 0) got(path);
    }
    ATTEMPT(ptrace(PTRACE_ATTACH, 1, 0, 0));
    ATTEMPT(ptrace(PTRACE_SEIZE, 1, 0, 0));
    char bytes[8];
    ATTEMPT(process_vm_readv(1, &(struct iovec){ bytes, 8 }, 1, &(struct iovec){ (void *)0x400000, 8 }, 1, 0));
    ATTEMPT(process_vm_writev(1, &(struct iovec){ bytes, 8 }, 1, &(struct iovec){ (void *)0x400000, 8 }, 1, 0));
    int init = syscall(SYS_pidfd_open, 1, 0);
    for (int descriptor = 0; init >= 0 && descriptor < 16; descriptor++) ATTEMPT(syscall(SYS_pidfd_getfd, init, descriptor, 0));
    ATTEMPT(syscall(SYS_setns, init, CLONE_NEWNS));
    ATTEMPT(syscall(SYS_kcmp, 1, getpid(), 0, 0, 0));
    ATTEMPT(syscall(SYS_migrate_pages, 1, 0, NULL, NULL));
    return contained();
}
