// What the runner reads from a run's status descriptor, which the program never has, one line each:
//   started
//   exited CODE USER_US SYSTEM_US PEAK_KIB      or      signaled NUMBER USER_US SYSTEM_US PEAK_KIB
// So an exit code of 137 and a SIGKILL are told apart, and a program cannot forge its end.
#pragma once
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

static long microseconds(struct timeval t) { return t.tv_sec * 1000000L + t.tv_usec; }

static void report_started(int descriptor) { dprintf(descriptor, "started\n"); }

static void report_end(int descriptor, int status, const struct rusage *used) {
    int signaled = WIFSIGNALED(status);
    dprintf(descriptor, "%s %d %ld %ld %ld\n", signaled ? "signaled" : "exited", signaled ? WTERMSIG(status) : WEXITSTATUS(status),
        microseconds(used->ru_utime), microseconds(used->ru_stime), used->ru_maxrss);
}
