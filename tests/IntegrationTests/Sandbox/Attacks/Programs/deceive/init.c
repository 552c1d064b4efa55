// Process 1 has its user id, and so it may set the other's limits, priority and processor: none of it keeps the end from being told.
// ends: exited 7
int main(void) {
    for (int limit = 0; limit < RLIM_NLIMITS; limit++) prlimit(1, limit, &(struct rlimit){ 0, 0 }, NULL);
    setpriority(PRIO_PROCESS, 1, 19);
    sched_setscheduler(1, SCHED_IDLE, &(struct sched_param){ 0 });
    sched_setaffinity(1, sizeof(cpu_set_t), &(cpu_set_t){ { 1 } });
    for (int number = 1; number < NSIG; number++) kill(1, number), kill(1, number);
    return 7;
}
