// Looks like one of ours: in name, arguments and group.
// ends: exited 0
int main(int count, char **arguments) {
    if (fork() == 0) {
        char *ours[] = { "/init", NULL };
        prctl(PR_SET_NAME, "init");
        setsid();
        if (fork() == 0) execv("/init", ours);
        execv("/init", ours);
        _exit(1);
    }
    wait(NULL);
    return contained();
}
