// A shell: the namespaces of one run, made ahead of it and held by a process 1 that only waits. A program enters it and nothing else
// ever does; with its process 1 everything in it dies.
#pragma once
#include "command.h"
#include "namespaces.h"
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define PRIVATE (MS_NOSUID | MS_NODEV)

static void put(const char *file, const char *text) {
    int descriptor = open(file, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0 || write(descriptor, text, strlen(text)) < 0) fail(file);
    close(descriptor);
}

static void bring_up_loopback(void) {
    struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
    int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0 || ioctl(socket_, SIOCSIFFLAGS, &loopback)) fail("loopback");
    close(socket_);
}

static void mount_private(const char *where, const char *type, unsigned long flags, const char *options) {
    if (mount(type, where, type, PRIVATE | flags, options)) fail(where);
}

static _Noreturn void be_shell(int ready) {
    // The same single id as outside: it takes no privilege to map oneself.
    put("/proc/self/setgroups", "deny");
    put("/proc/self/uid_map", "1000 1000 1");
    put("/proc/self/gid_map", "1000 1000 1");
    // The program has our uid: without this it could open /proc/1/mem, fd and environ.
    if (prctl(PR_SET_DUMPABLE, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl");
    mount_private("/tmp", "tmpfs", 0, "nr_inodes=32k,mode=755,uid=1000,gid=1000");
    mount_private("/workspace", "tmpfs", 0, "nr_inodes=32k,mode=755,uid=1000,gid=1000");
    mount_private("/dev/shm", "tmpfs", 0, "mode=755,uid=1000,gid=1000,size=16m");
    mount_private("/src", "tmpfs", 0, "mode=700,uid=1000,gid=1000"); // covers the outer /src
    // Read-only: what may be written there is for whoever administers, such as being spared when the machine runs out of memory.
    mount_private("/proc", "proc", MS_NOEXEC | MS_RDONLY, NULL);
    bring_up_loopback();
    if (sethostname("sandbox", 7)) fail("hostname");
    if (write(ready, "+", 1) != 1) _exit(CANNOT_START);
    syscall(SYS_close_range, 0, ~0U, 0);
    for (;;) pause(); // SIGCHLD is ignored, so the kernel reaps the orphans that we adopt
}

/// Returns a pidfd of its process 1 once it is complete.
static int make_shell(void) {
    int ready[2], handle;
    if (pipe2(ready, O_CLOEXEC)) fail("pipe");
    // The third argument is the pidfd on every processor; see clone(2), "C library/kernel differences".
    long shell = syscall(SYS_clone, (unsigned long)(SHELL_NAMESPACES | CLONE_NEWPID | CLONE_PIDFD | SIGCHLD), 0, &handle, 0, 0);
    if (shell < 0) fail("namespaces");
    if (shell == 0) be_shell(ready[1]);
    close(ready[1]);
    char complete;
    if (read(ready[0], &complete, 1) != 1) _exit(CANNOT_START); // it has said why
    close(ready[0]);
    return handle;
}
