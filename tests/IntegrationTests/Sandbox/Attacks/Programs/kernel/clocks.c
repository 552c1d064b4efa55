// Another time, for itself or for all.
// ends: exited 0
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>

int main(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    ATTEMPT(settimeofday(&(struct timeval){ now.tv_sec, 0 }, NULL));
    ATTEMPT(clock_settime(CLOCK_REALTIME, &now));
    ATTEMPT(adjtimex(&(struct timex){ .modes = ADJ_OFFSET }));
    ATTEMPT(clock_adjtime(CLOCK_REALTIME, &(struct timex){ .modes = ADJ_OFFSET }));
    timer_t alarm;
    ATTEMPT(timer_create(CLOCK_REALTIME_ALARM, NULL, &alarm));
    ATTEMPT(open("/proc/self/timens_offsets", O_WRONLY) < 0 ? -1 : write(open("/proc/self/timens_offsets", O_WRONLY), "monotonic 1 0", 13));
    return contained();
}
