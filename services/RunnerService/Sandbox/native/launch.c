// What the runner spawns; it becomes bubblewrap:
//   launch UID CPU_SECONDS FILE_BYTES OPEN_FILES DATA_BYTES GROUPS [CGROUP_PROCS_FILE...] PROGRAM [ARGUMENT...]
// Joins the run's cgroups first, so that nothing ever runs outside them, sets the limits that processes inherit, and gives up
// root before any namespace exists: otherwise files of root would be the sandboxed program's own. UID 0 means: stay who you are.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST_FREE_DESCRIPTOR = 5, FAILED = 120 }; // 0-2 the program's, 3 status, 4 bubblewrap's arguments

static void fail(const char *what) {
    dprintf(STDERR_FILENO, "launch: %s: %s\n", what, strerror(errno));
    _exit(FAILED);
}

static void put(const char *file, const char *text) {
    int descriptor = open(file, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0 || write(descriptor, text, strlen(text)) < 0) fail(file);
    close(descriptor);
}

static void limit(int resource, const char *text, rlim_t grace) {
    rlim_t soft = strtoull(text, NULL, 10);
    if (soft && setrlimit(resource, &(struct rlimit){ soft, soft + grace })) fail("setrlimit");
}

int main(int count, char **arguments) {
    if (count < 8) _exit(FAILED);
    // .NET ignores SIGPIPE, blocks others on some threads, and a descriptor may have been inherited by the runner itself.
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (syscall(SYS_close_range, FIRST_FREE_DESCRIPTOR, ~0U, 0)) fail("close_range");
    if (setsid() < 0) fail("setsid");
    umask(022);

    int groups = atoi(arguments[6]);
    char **program = arguments + 7 + groups;
    for (int i = 0; i < groups; i++) put(arguments[7 + i], "0");
    put("/proc/self/oom_score_adj", "1000"); // when the machine runs out of memory, a user's program goes first

    setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
    setrlimit(RLIMIT_RTPRIO, &(struct rlimit){ 0, 0 });
    limit(RLIMIT_CPU, arguments[2], 1); // SIGXCPU at the limit, SIGKILL a second later
    limit(RLIMIT_FSIZE, arguments[3], 0);
    limit(RLIMIT_NOFILE, arguments[4], 0);
    limit(RLIMIT_DATA, arguments[5], 0); // not RLIMIT_AS: Go, Node and Java reserve far more than they use

    uid_t user = strtoul(arguments[1], NULL, 10);
    // The runner's pipes are root's, and a program that opens /dev/stdin or /dev/stdout by name must be allowed to.
    for (int stream = STDIN_FILENO; user && stream <= STDERR_FILENO; stream++)
        if (fchown(stream, user, user)) fail("change of streams");
    if (user && (setgroups(0, NULL) || setresgid(user, user, user) || setresuid(user, user, user))) fail("change of user");
    execv(program[0], program);
    fail(program[0]);
}
