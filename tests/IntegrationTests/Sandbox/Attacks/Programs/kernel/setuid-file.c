// A setuid program of its own making, and memory files that are executed.
// ends: exited 0
int main(int count, char **arguments) {
    if (count > 2) return geteuid() != 1000 ? got("another id"), 1 : 0;
    static char program[1 << 20];
    ssize_t bytes = read(open("/proc/self/exe", O_RDONLY), program, sizeof program);
    int copy = open("/workspace/copy", O_CREAT | O_WRONLY, 0755);
    write(copy, program, bytes);
    fchmod(copy, 06755);
    close(copy);
    int memory = memfd_create("copy", 0);
    write(memory, program, bytes);
    fchmod(memory, 06755);
    ATTEMPT(fchown(memory, 0, 0));
    for (int i = 0; i < 2; i++) {
        int status;
        if (fork() == 0) {
            char *again[] = { "copy", "x", "y", NULL };
            i ? fexecve(memory, again, environ) : execv("/workspace/copy", again);
            _exit(0);
        }
        wait(&status);
        if (status) got("a setuid program");
    }
    return contained();
}
