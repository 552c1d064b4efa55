// Traces its own children, which is how filters are evaded, and itself.
// ends: exited 0
#include <sys/ptrace.h>

int main(void) {
    pid_t child = fork();
    if (child == 0) {
        ATTEMPT(ptrace(PTRACE_TRACEME, 0, 0, 0));
        for (;;) pause();
    }
    ATTEMPT(ptrace(PTRACE_ATTACH, child, 0, 0));
    ATTEMPT(ptrace(PTRACE_SEIZE, child, 0, 0));
    return contained();
}
