// What the runner reads from a run's status descriptor, which the program never has, one line each:
//   started AT_US
//   exited CODE USER_US SYSTEM_US PEAK_KIB AT_US      or      signaled NUMBER USER_US SYSTEM_US PEAK_KIB AT_US
// AT is the monotonic clock: the runner may come to read both lines at once, and late. An exit code of 137 and a SIGKILL are told apart,
// and a program cannot forge its end.
#pragma once
#include <stdio.h>
#include <time.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

static long microseconds(struct timeval t) { return t.tv_sec * 1000000L + t.tv_usec; }

/// What a process has used so far; nothing where it cannot be known.
static inline struct timeval cpu_time(pid_t process) {
    clockid_t clock;
    struct timespec used = { 0 };
    if (clock_getcpuclockid(process, &clock) || clock_gettime(clock, &used)) return (struct timeval){ 0 };
    return (struct timeval){ used.tv_sec, used.tv_nsec / 1000 };
}

/// Takes off what a process had used before its run.
static inline void discount(struct rusage *used, struct timeval before) {
    // The sum is what is told, and precise: the kernel only estimates its two parts.
    timeradd(&used->ru_utime, &used->ru_stime, &used->ru_utime);
    timersub(&used->ru_utime, &before, &used->ru_utime);
    used->ru_stime = (struct timeval){ 0 };
}

static long now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void report_started(int descriptor) { dprintf(descriptor, "started %ld\n", now()); }

static void report_end(int descriptor, int status, const struct rusage *used) {
    int signaled = WIFSIGNALED(status);
    dprintf(descriptor, "%s %d %ld %ld %ld %ld\n", signaled ? "signaled" : "exited", signaled ? WTERMSIG(status) : WEXITSTATUS(status),
        microseconds(used->ru_utime), microseconds(used->ru_stime), used->ru_maxrss, now());
}
