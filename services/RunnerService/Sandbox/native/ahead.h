// An interpreter that process 1 of a sandbox starts ahead of its run, in gVisor: it stops where it opens its program (template.c). Its file is
// written from outside, so that all it is told is to go on.
#pragma once
#include "command.h"
#include "message.h"
#include "report.h"
#include "stopped.h"
#include <stdlib.h>
#include <sys/mman.h>

#define STOPPING_LIBRARY "/template.so"

enum { EMPTY_JOB_BYTES = 4096 }; // more than the header of job.h, and nothing in it

struct ahead { int control, interpreter; };

static struct ahead make_ahead(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) fail("control");
    return (struct ahead){ ends[0], ends[1] };
}

// In the interpreter's process.
static void stop_before_program(struct ahead ahead, char **command) {
    while (command[1]) command++;
    if (dup2(ahead.interpreter, STOPPED_CONTROL) < 0) fail("control");
    // In this order, and after all others; see template.c.
    if (setenv("LD_PRELOAD", STOPPING_LIBRARY, 1) || setenv("CODEEXEC_WAITING", *command, 1)) fail("environment");
}

// In process 1, until there is a run: tells the runner that the interpreter waits, which tells when it is to go on.
static void await_run(struct ahead ahead, int runner) {
    char word;
    close(ahead.interpreter);
    if (receive(ahead.control, &word, 1).bytes != 1 || send(runner, &word, 1, MSG_NOSIGNAL) != 1) _exit(CANNOT_START);
    if (recv(runner, &word, 1, 0) != 1) _exit(0); // it was not needed
}

static void go_on(struct ahead ahead) {
    int job = memfd_create("job", MFD_CLOEXEC);
    if (job < 0 || ftruncate(job, EMPTY_JOB_BYTES) || answer(ahead.control, 'g', job) != 1) _exit(CANNOT_START);
    close(job), close(ahead.control);
}
