// A process that is never twice the same: each forks the next and ends, faster than anyone can list them.
// ends: exited 0 or memory_limit
// The kernel frees what they had with a delay, which under load comes to the run's memory.
int main(void) {
    contained();
    fflush(stdout);
    for (int runners = 0; runners < 8; runners++)
        if (fork() == 0)
            for (;;)
                if (fork() > 0) _exit(0);
    return 0;
}
