// Process 1 of every sandbox: init PROCESSES COMMAND [ARGUMENT...]
// Confines itself, starts the command and writes to descriptor 3, which the command never gets, one line each:
//   started
//   exited CODE USER_US SYSTEM_US PEAK_KIB      or      signaled NUMBER USER_US SYSTEM_US PEAK_KIB
// So an exit code of 137 and a SIGKILL are told apart, and a program cannot forge its end.
#define _GNU_SOURCE
#include "seccomp.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STATUS = 3, CANNOT_START = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

static long microseconds(struct timeval t) { return t.tv_sec * 1000000L + t.tv_usec; }

static void fail(const char *what) {
    dprintf(STDERR_FILENO, "init: %s: %s\n", what, strerror(errno));
    _exit(CANNOT_START);
}

static void run(char **command) {
    execvp(command[0], command);
    dprintf(STDERR_FILENO, "%s: %s\n", command[0], strerror(errno));
    _exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE); // as a shell would
}

int main(int count, char **arguments) {
    if (count < 3) _exit(CANNOT_START);
    // The program has our uid: without this it could open /proc/1/mem, fd and environ.
    if (prctl(PR_SET_DUMPABLE, 0)) fail("dumpable");
    if (fcntl(STATUS, F_SETFD, FD_CLOEXEC)) fail("status pipe");
    // Inside the user namespace, so that only this sandbox's processes count. 0 means: not here.
    rlim_t processes = strtoul(arguments[1], NULL, 10);
    if (processes && setrlimit(RLIMIT_NPROC, &(struct rlimit){ processes, processes })) fail("process limit");
    if (confine()) fail("seccomp");

    dprintf(STATUS, "started\n");
    pid_t program = fork();
    if (program < 0) fail("fork");
    if (program == 0) run(arguments + 2);

    // Only the program's own processes hold its pipes, so their end is the end of its output.
    close(STDIN_FILENO), close(STDOUT_FILENO), close(STDERR_FILENO);
    int status;
    for (pid_t ended; (ended = wait(&status)) != program;)
        if (ended < 0 && errno != EINTR) _exit(CANNOT_START);

    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    int signaled = WIFSIGNALED(status);
    dprintf(STATUS, "%s %d %ld %ld %ld\n", signaled ? "signaled" : "exited", signaled ? WTERMSIG(status) : WEXITSTATUS(status),
        microseconds(used.ru_utime), microseconds(used.ru_stime), used.ru_maxrss);
    return 0; // The kernel now kills every process that is left in the namespace.
}
