// A fork server: forks each run into its shell, ahead of its job where it can, and reports how it ended. The launcher then executes the program's command; a
// template already is the interpreter and goes on where it stopped.
#pragma once
#include "job.h"
#include "message.h"
#include "namespaces.h"
#include "pages.h"
#include "report.h"
#include "rights.h"
#include "seccomp.h"
#include <poll.h>
#include <signal.h>

// The descriptors that come with a run: the order is a socket from which it gets its job (job.h) when there is one, and those of its
// cgroup.procs files follow.
enum { RUN_STDIN, RUN_STDOUT, RUN_STDERR, RUN_STATUS, RUN_SHELL, RUN_ORDER, RUN_CGROUPS };

// The one-way door: from here on nothing of the server's rights is left. Identities and capabilities first, since a change of these
// makes the kernel forget the death signal and what may be looked at.
static void give_up_rights(void) {
    drop_bounding_set();
    drop_sets();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) fail("no_new_privs");
    if (prctl(PR_SET_DUMPABLE, 1) || prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl");
    if (confine()) fail("seccomp");
}

// Everything that needs no knowledge of the job is done before it comes: a change of cgroups alone may wait 10 ms for the kernel.
static void enter(const struct message *run, int own_handle) {
    const int *given = run->descriptors;
    if (dup2(given[RUN_STDERR], STDERR_FILENO) < 0) fail("stderr");
    // First of all, so that nothing of the run is ever outside its cgroups.
    for (int i = RUN_CGROUPS; i < run->count; i++)
        if (write(given[i], "0", 1) != 1) fail("cgroup.procs");
    if (setns(given[RUN_SHELL], SHELL_NAMESPACES)) fail("namespaces");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl");
    struct pollfd server = { .fd = own_handle, .events = POLLIN };
    if (poll(&server, 1, 0) != 0) _exit(CANNOT_START); // it had died before: nobody would report our end
    if (unshare(CLONE_NEWCGROUP)) fail("cgroup namespace");
    if (dup2(given[RUN_STDIN], STDIN_FILENO) < 0 || dup2(given[RUN_STDOUT], STDOUT_FILENO) < 0) fail("standard streams");
    if (chdir("/workspace")) fail("/workspace");
    setsid();
}

static int receive_job(int order) {
    char word;
    struct message message = receive(order, &word, 1);
    if (message.count != 1) _exit(CANNOT_START); // it was not needed
    return message.descriptors[0];
}

// Into the shell that we are in.
static struct job place_job(int descriptor) {
    struct job job = read_job(descriptor);
    resize("/tmp", job.header.disk_bytes);
    resize("/workspace", job.header.disk_bytes);
    write_files(&job);
    make_links(job.links);
    return job;
}

static void close_all(const struct message *run) {
    for (int i = 0; i < run->count; i++) close(run->descriptors[i]);
}

static struct job become_program(const struct message *run, int own_handle, int control) {
    enter(run, own_handle);
    copy_own_pages();
    int description = receive_job(run->descriptors[RUN_ORDER]);
    struct job job = place_job(description);
    set_limits(0, &job.header);
    give_up_rights();
    report_started(run->descriptors[RUN_STATUS]);
    // Those that are ours, each: an interpreter may have some of its own.
    close_all(run);
    close(description), close(own_handle), close(control);
    return job;
}

// For our forks, who have no number for us.
static int own_pidfd(void) {
    int handle = syscall(SYS_pidfd_open, getpid(), 0);
    if (handle < 0 || prctl(PR_SET_DUMPABLE, 0)) fail("server");
    return handle;
}

/// Serves for ever; returns only in a forked process that is confined already. Not every interpreter can be forked by fork(2) alone.
static inline struct job serve(int control, pid_t (*fork_)(void)) {
    int own_handle = own_pidfd();
    for (;;) {
        char word;
        struct message run = receive(control, &word, 1);
        if (run.bytes <= 0) _exit(0); // the runner wants no more of us
        if (run.count < RUN_CGROUPS) _exit(CANNOT_START);

        // Only where our children go: we stay outside, and no process in the shell has a number for us.
        pid_t program = setns(run.descriptors[RUN_SHELL], CLONE_NEWPID) ? -1 : fork_();
        if (program == 0) return become_program(&run, own_handle, control);
        if (program < 0) {
            dprintf(run.descriptors[RUN_STDERR], "sandbox: fork: %s\n", strerror(errno));
        } else {
            int status;
            struct rusage used;
            while (wait4(program, &status, 0, &used) < 0 && errno == EINTR) {}
            report_end(run.descriptors[RUN_STATUS], status, &used);
        }
        syscall(SYS_pidfd_send_signal, run.descriptors[RUN_SHELL], SIGKILL, NULL, 0); // and all that the program left
        close_all(&run);
    }
}
