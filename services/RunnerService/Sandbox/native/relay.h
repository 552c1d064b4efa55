// Standard input and the report over one socket, for a sandbox that takes in three descriptors and no more (gVisor). The program gets
// a pipe in place of the socket: it must not have what its end is reported by.
#pragma once
#include "command.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { RELAY_BYTES = 64 * 1024 };

struct relay { int socket, pipe; sigset_t before; };

static void wake(int signal) { (void)signal; }

// Before the fork. SIGCHLD is let in only while we wait, so that none is missed.
static struct relay divide_input(void) {
    struct relay relay;
    int ends[2];
    relay.socket = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (relay.socket < 0 || pipe2(ends, O_CLOEXEC) || dup2(ends[0], STDIN_FILENO) < 0 || close(ends[0])) fail("input");
    if (fcntl(ends[1], F_SETFL, O_NONBLOCK)) fail("input");
    relay.pipe = ends[1];
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = wake }, NULL) || sigprocmask(SIG_BLOCK, &child, &relay.before)) fail("signals");
    signal(SIGPIPE, SIG_IGN);
    return relay;
}

// In the program's process.
static void leave_relay(const struct relay *relay) {
    signal(SIGPIPE, SIG_DFL);
    sigprocmask(SIG_SETMASK, &relay->before, NULL);
}

// Hands on what the runner sends, until the program has ended; a program that does not read its input is none of our business.
static int relay_until_end(const struct relay *relay, pid_t program) {
    static char buffer[RELAY_BYTES];
    ssize_t held = 0, passed = 0;
    int feeding = 1, status;
    for (;;) {
        for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) != 0;) {
            if (ended == program) return status;
            if (ended < 0 && errno != EINTR) _exit(CANNOT_START);
        }
        struct pollfd next = { .fd = passed < held ? relay->pipe : relay->socket, .events = passed < held ? POLLOUT : POLLIN };
        if (ppoll(&next, feeding, NULL, &relay->before) < 1) continue;
        if (passed < held) {
            ssize_t count = write(relay->pipe, buffer + passed, held - passed);
            if (count > 0) passed += count;
            else if (errno != EAGAIN) feeding = 0;
        } else {
            passed = 0;
            held = recv(relay->socket, buffer, sizeof buffer, MSG_DONTWAIT);
            if (held == 0 || (held < 0 && errno != EAGAIN)) feeding = 0;
            if (held < 0) held = 0;
        }
        if (!feeding) close(relay->pipe);
    }
}
