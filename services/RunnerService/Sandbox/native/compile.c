// Runs a compiler and prints what it has made: compile FILE COMMAND [ARGUMENT...]
// All that the compiler says goes to standard error. FILE leaves through the pipe, since nobody outside opens what a user's source has
// made. A shell and cat would cost 1.5 ms of CPU more.
#include "command.h"
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/wait.h>

enum { SIGNALED = 128, PIECE = 1 << 20 };

static int say(const char *what) {
    dprintf(STDERR_FILENO, "%s: %s\n", what, strerror(errno));
    return 1;
}

int main(int count, char **arguments) {
    if (count < 3) return CANNOT_START;
    pid_t compiler = vfork();
    if (compiler < 0) fail("vfork");
    if (compiler == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        run(arguments + 2);
    }
    int status;
    while (waitpid(compiler, &status, 0) < 0)
        if (errno != EINTR) fail("wait");
    if (status) return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNALED + WTERMSIG(status); // as a shell would
    int program = open(arguments[1], O_RDONLY);
    if (program < 0) return say(arguments[1]);
    ssize_t sent;
    while ((sent = sendfile(STDOUT_FILENO, program, NULL, PIECE)) > 0) continue;
    return sent < 0 ? say(arguments[1]) : 0;
}
