// What the kernel counts for each user on the whole machine: inotify, message queues, timers, pending signals, locked memory.
// ends: exited 0 or wall_limit
// ends on gvisor: exited 0 or wall_limit or memory_limit
// why on gvisor: what its kernel keeps for the program is memory of the run.
#include <mqueue.h>
#include <sys/inotify.h>
#include <time.h>

int main(void) {
    for (int i = 0; i < 1000 && inotify_init() >= 0; i++) {}
    timer_t timer;
    for (int i = 0; i < 200000 && timer_create(CLOCK_MONOTONIC, NULL, &timer) == 0; i++) {}
    for (int i = 0; i < 200000 && sigqueue(getpid(), SIGCHLD, (union sigval){ 0 }) == 0; i++) {}
    struct mq_attr large = { .mq_maxmsg = 10, .mq_msgsize = 8192 };
    char name[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "/q%d", i);
        if (mq_open(name, O_CREAT | O_RDWR, 0600, &large) < 0) break;
    }
    if (mlock(malloc(64 << 20), 64 << 20) == 0) got("64 MB of locked memory");
    return contained();
}
