// The keeper of one interpreter that was started ahead for one run. The interpreter is confined before it is executed, in the run's shell
// and cgroups and with its streams, and stops where it opens its program (template.c); what is left for the run is to write that file and
// to set the limits, which takes rights that the keeper alone still has.
#pragma once
#include "server.h"
#include "stopped.h"

static _Noreturn void be_interpreter(const struct message *run, int own_handle, int control, int library, char **command, char **variables) {
    enter(run, own_handle);
    char **file = command;
    while (file[1]) file++;
    // Node looks at it before it opens it.
    int empty = open(*file, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (empty < 0) fail(*file);
    give_up_rights();
    if (dup2(control, STOPPED_CONTROL) < 0 || dup2(library, STOPPED_LIBRARY) < 0) fail("descriptors");
    syscall(SYS_close_range, STDERR_FILENO + 1, STOPPED_CONTROL - 1, 0);
    syscall(SYS_close_range, STOPPED_LIBRARY + 1, ~0U, 0);
    execve(command[0], command, variables);
    fail(command[0]);
}

// Until there is something to read; an interpreter that ends meanwhile is of no use.
static void await(int descriptor, int program) {
    struct pollfd found[] = { { .fd = descriptor, .events = POLLIN }, { .fd = program, .events = POLLIN } };
    while (poll(found, 2, -1) < 0 && errno == EINTR) {}
    if (found[1].revents) _exit(CANNOT_START);
}

// Takes the job and writes it into the shell, whose namespaces it enters for that alone: what is in them counts as the run's.
static _Noreturn void be_placer(int shell, int order, int keeper) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl");
    int job = receive_job(order);
    if (setns(shell, CLONE_NEWUSER | CLONE_NEWNS) || chdir("/workspace")) fail("namespaces");
    place_job(job);
    answer(keeper, 'p', job);
    _exit(0);
}

// Of a program and of what it has begun before its run.
static void limit_all(pid_t process, const struct job_header *limits) {
    char path[64];
    set_limits(process, limits);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", process, process);
    FILE *children = fopen(path, "re");
    for (pid_t child; children && fscanf(children, "%d", &child) == 1;) limit_all(child, limits);
    if (children) fclose(children);
}

static _Noreturn void keep(int socket_, char **command, char **variables) {
    int own_handle = own_pidfd(), library = open("/src/template.so", O_RDONLY | O_CLOEXEC), talk[2], placed[2];
    if (library < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, talk) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, placed)) fail("keeper");
    char word;
    struct message run = receive(socket_, &word, 1);
    if (run.bytes <= 0) _exit(0);
    if (run.count < RUN_CGROUPS) _exit(CANNOT_START);
    int status = run.descriptors[RUN_STATUS], shell = run.descriptors[RUN_SHELL], order = run.descriptors[RUN_ORDER];
    // Outside its process namespace, where nobody can come back to.
    pid_t placer = fork();
    if (placer < 0) fail("fork");
    if (placer == 0) {
        for (int stream = RUN_STDIN; stream <= RUN_STATUS; stream++) close(run.descriptors[stream]);
        close(placed[0]);
        be_placer(shell, order, placed[1]);
    }
    pid_t program = setns(shell, CLONE_NEWPID) ? -1 : fork();
    if (program < 0) fail("fork");
    if (program == 0) be_interpreter(&run, own_handle, talk[1], library, command, variables);
    int handle = syscall(SYS_pidfd_open, program, 0);
    if (handle < 0) fail("pidfd");
    close(talk[1]), close(placed[1]), close(library);
    for (int stream = RUN_STDIN; stream <= RUN_STDERR; stream++) close(run.descriptors[stream]); // their ends are the program's alone

    await(talk[0], handle);
    if (receive(talk[0], &word, 1).bytes != 1 || send(order, &word, 1, MSG_NOSIGNAL) != 1) _exit(CANNOT_START);

    await(placed[0], handle);
    int job = receive_job(placed[0]);
    while (waitpid(placer, NULL, 0) < 0 && errno == EINTR) {}
    struct job_header limits;
    if (pread(job, &limits, sizeof limits, 0) != sizeof limits) fail("job");
    struct timeval start = cpu_time(program);
    // The kernel counts whole seconds from the process's start, which is not the run's.
    if (limits.cpu_seconds) limits.cpu_seconds += start.tv_sec + 1;
    limit_all(program, &limits);
    // In this order: a run of which nothing was said is made again.
    if (answer(talk[0], 'g', job) != 1) _exit(CANNOT_START);
    report_started(status);

    int end;
    struct rusage used;
    while (wait4(program, &end, 0, &used) < 0 && errno == EINTR) {}
    discount(&used, start);
    report_end(status, end, &used);
    syscall(SYS_pidfd_send_signal, shell, SIGKILL, NULL, 0); // and all that the program left
    _exit(0);
}
