// Becoming the user's program, and what is said when that fails.
#pragma once
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CANNOT_START = 125, NOT_EXECUTABLE = 126, NOT_FOUND = 127 };

static _Noreturn void fail(const char *what) {
    dprintf(STDERR_FILENO, "sandbox: %s: %s\n", what, strerror(errno));
    _exit(CANNOT_START);
}

enum { BUSY_TRIES = 1000 }; // one a millisecond

// A program that the runner has written stays open for a moment in whatever it was spawning meanwhile, and is busy until that is its own program.
static inline _Noreturn void run(char **command) {
    for (int tries = 0; execvp(command[0], command), errno == ETXTBSY && tries < BUSY_TRIES; tries++) usleep(1000);
    dprintf(STDERR_FILENO, "%s: %s\n", command[0], strerror(errno));
    _exit(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE); // as a shell would
}
