// Stays below what a process may use by being another one all the time: exec keeps the count, fork does not.
// ends: wall_limit or cpu_limit
#include <time.h>

int main(void) {
    for (;;) {
        for (clock_t end = clock() + CLOCKS_PER_SEC / 5; clock() < end;) {}
        pid_t next = fork();
        if (next > 0) {
            int status;
            waitpid(next, &status, 0);
            return 0;
        }
    }
}
