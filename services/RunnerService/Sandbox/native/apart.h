// Process 1 as another user than the program's. Linux keeps process 1 from the signals of its own namespace; gVisor does not, and a
// program that kills or stops it would have nobody to report its end. Needs CAP_SETUID and CAP_SETPCAP, which then are gone on both sides.
#pragma once
#include "rights.h"
#include <fcntl.h>
#include <unistd.h>

struct gate { int wait, open; };

// Before the fork: the program's process is still of the user that its limit of processes is counted for.
static struct gate make_gate(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) fail("gate");
    return (struct gate){ ends[0], ends[1] };
}

// In process 1.
static void step_apart(struct gate gate) {
    if (setresuid(0, 0, 0)) fail("change of user");
    drop_capabilities();
    close(gate.wait), close(gate.open);
}

// In the program's process: nothing of the program runs before process 1 is out of its reach.
static void wait_at(struct gate gate) {
    char none;
    close(gate.open);
    if (read(gate.wait, &none, 1) != 0) fail("gate");
    drop_capabilities();
}
