// Process 1 of a single-use sandbox: init PROCESSES STATUS LINKS [NAME...] COMMAND [ARGUMENT...]
// Confines itself, starts the command, and reports (report.h) to the descriptor STATUS. That is 0 where standard input is a socket
// which the report goes back by (relay.h); so it is in gVisor, where process 1 must not be the program's user either (apart.h).
#define _GNU_SOURCE
#include "apart.h"
#include "command.h"
#include "relay.h"
#include "report.h"
#include "seccomp.h"
#include <limits.h>
#include <stdlib.h>

// From /workspace to what is in /src, where nobody outside can make them.
static void make_links(char **names, int count) {
    char target[PATH_MAX], link[PATH_MAX];
    for (int i = 0; i < count; i++) {
        if (snprintf(target, sizeof target, "/src/%s", names[i]) >= PATH_MAX || snprintf(link, sizeof link, "/workspace/%s", names[i]) >= PATH_MAX) fail("link");
        if (symlink(target, link)) fail(link);
    }
}

static int wait_for(pid_t program) {
    int status;
    for (pid_t ended; (ended = wait(&status)) != program;)
        if (ended < 0 && errno != EINTR) _exit(CANNOT_START);
    return status;
}

int main(int count, char **arguments) {
    int links = count > 3 ? atoi(arguments[3]) : 0;
    if (count < 5 + links) _exit(CANNOT_START);
    char **command = arguments + 4 + links;
    // The program has our uid: without this it could open /proc/1/mem, fd and environ.
    if (prctl(PR_SET_DUMPABLE, 0)) fail("dumpable");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) fail("no_new_privs");
    // Inside the user namespace, so that only this sandbox's processes count. 0 means: not here.
    rlim_t processes = strtoul(arguments[1], NULL, 10);
    if (processes && setrlimit(RLIMIT_NPROC, &(struct rlimit){ processes, processes })) fail("process limit");
    int report = atoi(arguments[2]);
    struct relay relay, *relayed = report == STDIN_FILENO ? &relay : NULL;
    struct gate gate;
    if (relayed) {
        relay = divide_input();
        report = relay.socket;
        gate = make_gate();
    } else if (fcntl(report, F_SETFD, FD_CLOEXEC)) fail("status pipe");
    if (confine()) fail("seccomp");

    make_links(arguments + 4, links);
    report_started(report);
    pid_t program = fork();
    if (program < 0) fail("fork");
    if (program == 0) {
        if (relayed) leave_relay(relayed), wait_at(gate);
        run(command);
    }
    if (relayed) step_apart(gate);

    // Only the program's own processes hold its pipes, so their end is the end of its output.
    close(STDIN_FILENO), close(STDOUT_FILENO), close(STDERR_FILENO);
    int status = relayed ? relay_until_end(relayed, program) : wait_for(program);
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    report_end(report, status, &used);
    return 0; // The kernel now kills every process that is left in the namespace.
}
