// Memory that no process has mapped: files that have no name.
// ends: memory_limit
// ends on no cgroup: exited 0 or wall_limit
// gets on no cgroup: 1 GB in memory files
// why on no cgroup: pages that no process has mapped are counted by nobody.
int main(void) {
    static char block[1 << 20];
    memset(block, 'x', sizeof block);
    for (int files = 0; files < 17; files++) {
        int file = memfd_create("x", 0);
        for (int i = 0; i < 60; i++) write(file, block, sizeof block);
    }
    got("1 GB in memory files");
    return contained();
}
