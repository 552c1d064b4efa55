// Namespaces of its own, in which it would be root: by every call that makes or enters them.
// ends: exited 0
#include <linux/sched.h>

int main(void) {
    static const unsigned long kinds[] = { CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */ };
    static const char *files[] = { "user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time" };
    for (int i = 0; i < 8; i++) {
        ATTEMPT(unshare(kinds[i]));
        ATTEMPT(unshare(kinds[i] | CLONE_NEWUSER));
        if (kinds[i] != 0x80) { // in clone(2) that bit belongs to the signal
            long child = syscall(SYS_clone, kinds[i] | SIGCHLD, 0, 0, 0, 0);
            if (child == 0) _exit(0);
            if (child > 0) got(files[i]);
        }
        struct clone_args arguments = { .flags = kinds[i] | CLONE_NEWUSER, .exit_signal = SIGCHLD };
        long child = syscall(SYS_clone3, &arguments, sizeof arguments);
        if (child == 0) _exit(0);
        if (child > 0) got("clone3");
        char path[32];
        snprintf(path, sizeof path, "/proc/1/ns/%s", files[i]);
        ATTEMPT(setns(open(path, O_RDONLY), 0));
        snprintf(path, sizeof path, "/proc/self/ns/%s", files[i]);
        ATTEMPT(setns(open(path, O_RDONLY), 0));
    }
    ATTEMPT(setns(syscall(SYS_pidfd_open, getpid(), 0), CLONE_NEWUSER));
    // NS_GET_USERNS and NS_GET_PARENT: a way up.
    ATTEMPT(ioctl(open("/proc/self/ns/user", O_RDONLY), 0xb702));
    ATTEMPT(ioctl(open("/proc/self/ns/pid", O_RDONLY), 0xb702));
    return contained();
}
