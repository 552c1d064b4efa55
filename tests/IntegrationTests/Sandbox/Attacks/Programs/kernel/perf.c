// Counters and samples of itself, of the machine, of the kernel.
// ends: exited 0
#include <linux/perf_event.h>

int main(void) {
    for (int type = 0; type < 8; type++) {
        struct perf_event_attr event = { .type = type, .size = sizeof event, .config = 0, .exclude_kernel = 1, .exclude_hv = 1 };
        ATTEMPT(syscall(SYS_perf_event_open, &event, 0, -1, -1, 0));
        ATTEMPT(syscall(SYS_perf_event_open, &event, -1, 0, -1, 0));
    }
    return contained();
}
