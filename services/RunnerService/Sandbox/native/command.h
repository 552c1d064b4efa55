// Becoming the user's program, and what is said when that fails.
#pragma once
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CANNOT_START = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127, BUSY_TRIES = 1000 };

static _Noreturn void fail(const char *what) {
    dprintf(STDERR_FILENO, "sandbox: %s: %s\n", what, strerror(errno));
    _exit(CANNOT_START);
}

// A program that the runner has written stays open for a moment in whatever it was spawning meanwhile, and is busy until that is its own program.
static inline _Noreturn void run(char **command) {
    for (int tries = 0; tries < BUSY_TRIES; tries++) {
        execvp(command[0], command);
        if (errno != ETXTBSY) break;
        usleep(1000);
        errno = ETXTBSY;
    }
    dprintf(STDERR_FILENO, "%s: %s\n", command[0], strerror(errno));
    _exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE); // as a shell would
}
