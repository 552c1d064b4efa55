// Setuid programs, ids and capabilities: the ways to become more than it is.
// ends: exited 0
// gets on gvisor: setpriority(PRIO_PROCESS, 0, -20)
// why on gvisor: its kernel keeps the number and does nothing by it; to the machine all of it is one program.
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/fsuid.h>

static const char *setuid_programs[] = { "/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/newgrp", "/usr/bin/chsh", "/usr/bin/sudo", "/usr/bin/pkexec", "/usr/bin/bwrap" };

// gVisor may say yes to CAP_NET_RAW and grant nothing: what is held afterwards counts.
static int take(int right) {
    struct __user_cap_header_struct version = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct wanted[2] = { { 0 } }, held[2] = { { 0 } };
    unsigned bit = 1U << right % 32;
    wanted[right / 32] = (struct __user_cap_data_struct){ bit, bit, bit };
    syscall(SYS_capset, &version, wanted);
    if (syscall(SYS_capget, &version, held)) return -1;
    for (int half = 0; half < 2; half++)
        if (held[half].effective | held[half].permitted | held[half].inheritable) return 0;
    return -1;
}

int main(int count, char **arguments) {
    ATTEMPT(setuid(0));
    ATTEMPT(setresuid(-1, 0, -1));
    ATTEMPT(setgid(0));
    ATTEMPT(setgroups(0, NULL));
    ATTEMPT(setgroups(1, (gid_t[]){ 0 }));
    ATTEMPT(setfsuid(0) == 0 ? 0 : -1);
    for (int right = 0; right < 41; right++) ATTEMPT(take(right));
    for (int right = 0; right < 41; right++) ATTEMPT(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, right, 0, 0));
    ATTEMPT(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP));
    ATTEMPT(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    ATTEMPT(prctl(PR_SET_SECCOMP, 0));
    ATTEMPT(nice(-1) == -1 ? -1 : 0);
    ATTEMPT(setpriority(PRIO_PROCESS, 0, -20));
    ATTEMPT(sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ 1 }));
    ATTEMPT(syscall(SYS_ioprio_set, 1, 0, 1 << 13)); // real time
    static const int limits[] = { RLIMIT_CORE, RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_NPROC, RLIMIT_RTPRIO };
    for (int i = 0; i < 6; i++) ATTEMPT(setrlimit(limits[i], &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY }));
    for (unsigned i = 0; i < sizeof setuid_programs / sizeof *setuid_programs; i++) {
        struct stat what;
        if (stat(setuid_programs[i], &what) || !(what.st_mode & S_ISUID)) continue;
        // It would have root's id for the time of its life; what it says to nobody does not matter.
        pid_t child = fork();
        if (child == 0) {
            int nowhere = open("/dev/null", O_RDWR);
            dup2(nowhere, 0), dup2(nowhere, 1), dup2(nowhere, 2);
            execl(setuid_programs[i], setuid_programs[i], "--no-such-option", (char *)NULL);
            _exit(1);
        }
        char path[32], text[512] = "";
        snprintf(path, sizeof path, "/proc/%d/status", child);
        while (waitpid(child, NULL, WNOHANG) == 0) {
            int process = open(path, O_RDONLY);
            if (read(process, text, sizeof text - 1) > 0 && strstr(text, "Uid:") && !strstr(text, "Uid:\t1000\t1000\t1000\t1000")) got(setuid_programs[i]);
            close(process);
        }
    }
    return contained();
}
