// Process 1 as another user than the program's. Linux keeps process 1 from the signals of its own namespace; gVisor does not, and a
// program that kills or stops it would have nobody to report its end. So gVisor starts it as root, with few rights, and in the end neither side
// has any. Not as the program's user with these rights: that one's do not outlive the exec in a release of 2024, which knows no ambient ones.
#pragma once
#include "rights.h"
#include <fcntl.h>
#include <unistd.h>

enum { PROGRAM_USER = 1000 };

struct gate { int wait, open; };

// Before the fork: the program's user makes what the program is to own, and its limit of processes counts the program. Root is a way
// back for process 1 alone.
static struct gate become_program_user(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) fail("gate");
    drop_bounding_set();
    // A program that opens /dev/stdout by name must be allowed to.
    for (int stream = STDOUT_FILENO; stream <= STDERR_FILENO; stream++)
        if (fchown(stream, PROGRAM_USER, -1)) fail("change of streams");
    if (setresuid(PROGRAM_USER, PROGRAM_USER, 0)) fail("change of user");
    return (struct gate){ ends[0], ends[1] };
}

// In process 1.
static void step_apart(void) {
    if (setresuid(0, 0, 0)) fail("way back to root");
    drop_sets();
}

static void open_gate(struct gate gate) { close(gate.wait), close(gate.open); }

// In the program's process: nothing of the program runs before process 1 is out of its reach.
static void wait_at(struct gate gate) {
    char none;
    close(gate.open);
    if (read(gate.wait, &none, 1) != 0) fail("gate");
    if (setresuid(PROGRAM_USER, PROGRAM_USER, PROGRAM_USER)) fail("end of the way back to root");
    drop_sets();
}
