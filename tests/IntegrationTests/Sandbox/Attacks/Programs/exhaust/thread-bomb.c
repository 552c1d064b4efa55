// Threads until no more are given, then all of them busy.
// ends: wall_limit or cpu_limit
#include <pthread.h>

static void *spin(void *unused) {
    for (;;) __asm__ volatile("");
}

int main(void) {
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 16384);
    int threads = 0;
    for (pthread_t thread; threads < 10000 && pthread_create(&thread, &small, spin, NULL) == 0; threads++) {}
    if (threads > 70) got("more threads than allowed");
    spin(NULL);
}
