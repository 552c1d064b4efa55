// Process 1 of a single-use sandbox: init PROCESSES COMMAND [ARGUMENT...]
// Confines itself, starts the command, and reports (report.h) to descriptor 3.
#define _GNU_SOURCE
#include "command.h"
#include "report.h"
#include "seccomp.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>

enum { STATUS = 3 };

int main(int count, char **arguments) {
    if (count < 3) _exit(CANNOT_START);
    // The program has our uid: without this it could open /proc/1/mem, fd and environ.
    if (prctl(PR_SET_DUMPABLE, 0)) fail("dumpable");
    if (fcntl(STATUS, F_SETFD, FD_CLOEXEC)) fail("status pipe");
    // Inside the user namespace, so that only this sandbox's processes count. 0 means: not here.
    rlim_t processes = strtoul(arguments[1], NULL, 10);
    if (processes && setrlimit(RLIMIT_NPROC, &(struct rlimit){ processes, processes })) fail("process limit");
    if (confine()) fail("seccomp");

    report_started(STATUS);
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
    report_end(STATUS, status, &used);
    return 0; // The kernel now kills every process that is left in the namespace.
}
