// Crashes, after having asked for a core file as large as can be.
// ends: signaled 6
int main(void) {
    if (setrlimit(RLIMIT_CORE, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY }) == 0) got("core files");
    prctl(PR_SET_DUMPABLE, 1);
    char *much = malloc(32 << 20);
    memset(much, 'x', 32 << 20);
    abort();
}
