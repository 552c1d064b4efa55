// Process 1 of a single-use sandbox: init PROCESSES STATUS WAITS LINKS [NAME...] COMMAND [ARGUMENT...]
// Confines itself, starts the command, and reports (report.h) to the descriptor STATUS. That is 0 where standard input is a socket
// which the report goes back by (relay.h); so it is in gVisor, where process 1 must not be the program's user either (apart.h), and where
// with WAITS 1 the command is an interpreter that is started ahead (ahead.h).
#define _GNU_SOURCE
#include "ahead.h"
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
    int links = count > 4 ? atoi(arguments[4]) : 0;
    if (count < 6 + links) _exit(CANNOT_START);
    char **names = arguments + 5, **command = names + links;
    // The program has our uid: without this it could open /proc/1/mem, fd and environ.
    if (prctl(PR_SET_DUMPABLE, 0)) fail("dumpable");
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) fail("no_new_privs");
    // Inside the user namespace, so that only this sandbox's processes count. 0 means: not here.
    rlim_t processes = strtoul(arguments[1], NULL, 10);
    if (processes && setrlimit(RLIMIT_NPROC, &(struct rlimit){ processes, processes })) fail("process limit");
    int report = atoi(arguments[2]);
    struct relay relay, *relayed = report == STDIN_FILENO ? &relay : NULL;
    struct gate gate;
    int waits = atoi(arguments[3]);
    struct ahead ahead = { 0 };
    struct timeval before = { 0 };
    if (relayed) {
        gate = become_program_user();
        relay = divide_input();
        report = relay.socket;
    } else if (fcntl(report, F_SETFD, FD_CLOEXEC)) fail("status pipe");
    if (confine()) fail("seccomp");

    make_links(names, links);
    if (waits) ahead = make_ahead();
    else if (!relayed) report_started(report);
    pid_t program = fork();
    if (program < 0) fail("fork");
    if (program == 0) {
        if (relayed) leave_relay(relayed), wait_at(gate);
        if (waits) stop_before_program(ahead, command);
        run(command);
    }
    if (relayed) {
        step_apart();
        if (!waits) report_started(report); // only now: what fails before it is not the program's
        open_gate(gate);
    }
    if (waits) {
        await_run(ahead, report);
        before = cpu_time(program);
        report_started(report);
        go_on(ahead);
    }

    // Only the program's own processes hold its pipes, so their end is the end of its output.
    close(STDIN_FILENO), close(STDOUT_FILENO), close(STDERR_FILENO);
    int status = relayed ? relay_until_end(relayed, program) : wait_for(program);
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    if (waits) discount(&used, before);
    report_end(report, status, &used);
    return 0; // The kernel now kills every process that is left in the namespace.
}
