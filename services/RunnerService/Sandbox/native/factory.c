// Process 1 of the outer sandbox that a slot's runs are made in. Makes shells ahead and starts fork servers, as the runner asks on
// descriptor 3; each answer carries a pidfd:
//   s                                          make a shell
//   l + socket                                 start the launcher, which listens on the socket
//   t COMMAND VARIABLES + socket               start a template; both lists are strings with their NUL, an empty one ends each
//   w COMMAND VARIABLES + socket               start the keeper of an interpreter that waits for one run
#define _GNU_SOURCE
#include "keep.h"
#include "shell.h"

enum { CONTROL = 3, MOST_TEXT = 64 * 1024 };

static _Noreturn void launch(int socket) {
    struct job job = serve(socket, fork);
    if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0)) _exit(CANNOT_START);
    environ = job.variables;
    run(job.arguments);
}

static char **split(char **text) {
    char **strings = calloc(MOST_TEXT, sizeof *strings);
    if (!strings) fail("memory");
    for (int i = 0; **text; i++) {
        strings[i] = *text;
        *text += strlen(*text) + 1;
    }
    ++*text;
    return strings;
}

// Interpreters remember what their streams are: pipes, as a run's.
static _Noreturn void be_template(char **command, char **variables, int socket) {
    int in[2], out[2];
    if (pipe(in) || pipe(out)) fail("pipe");
    if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0 || dup2(socket, STOPPED_CONTROL) < 0) fail("template's streams");
    syscall(SYS_close_range, STDERR_FILENO + 1, STOPPED_CONTROL - 1, 0);
    syscall(SYS_close_range, STOPPED_CONTROL + 1, ~0U, 0);
    if (chdir("/workspace")) fail("/workspace");
    execve(command[0], command, variables);
    fail(command[0]);
}

static int start_server(char *text, int socket) {
    pid_t server = fork();
    if (server < 0) fail("fork");
    if (server == 0) {
        signal(SIGCHLD, SIG_DFL);
        if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl");
        char kind = *text++, **command = split(&text), **variables = split(&text);
        if (kind == 't') be_template(command, variables, socket);
        close(CONTROL);
        if (kind == 'w') keep(socket, command, variables);
        launch(socket);
    }
    close(socket);
    return syscall(SYS_pidfd_open, server, 0);
}

int main(void) {
    static char text[MOST_TEXT + 2]; // two NULs more than can be received
    signal(SIGCHLD, SIG_IGN);        // nobody waits for shells and servers: whoever cares has their pidfd
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) fail("prctl");
    syscall(SYS_close_range, CONTROL + 1, ~0U, 0);
    for (;;) {
        memset(text, 0, sizeof text);
        struct message order = receive(CONTROL, text, MOST_TEXT);
        if (order.bytes <= 0) return 0; // the runner is done with us
        int handle = *text == 's' ? make_shell() : order.count == 1 ? start_server(text, order.descriptors[0]) : -1;
        if (handle < 0 || answer(CONTROL, '+', handle) < 0) fail("answer");
        close(handle);
    }
}
