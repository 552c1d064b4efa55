// Memory that outlives every process which had it: System V segments, filled and let go.
// ends: memory_limit
// ends on no cgroup: exited 0 or wall_limit
// gets on no cgroup: 1 GB in segments
// why on no cgroup: pages that no process has mapped are counted by nobody.
#include <sys/shm.h>

int main(void) {
    for (int segments = 0; segments < 32; segments++) {
        int segment = shmget(IPC_PRIVATE, 32 << 20, 0600);
        char *start = shmat(segment, NULL, 0);
        if (start == (char *)-1) break;
        memset(start, 'x', 32 << 20);
        shmdt(start);
    }
    got("1 GB in segments");
    return contained();
}
