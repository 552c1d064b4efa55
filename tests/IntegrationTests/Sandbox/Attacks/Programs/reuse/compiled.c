// Writes over the program that is kept for whoever compiles the same source, and over the compiler's own files.
// ends: exited 0
int main(void) {
    static const char *files[] = { "/src/program", "/proc/self/exe", "/src/main.c", "/workspace/program/../../src/program", "/usr/bin/gcc", "/toolchain/compile" };
    for (int i = 0; i < 6; i++) {
        ATTEMPT(open(files[i], O_RDWR));
        ATTEMPT(open(files[i], O_WRONLY | O_TRUNC));
        ATTEMPT(chmod(files[i], 0777));
        ATTEMPT(rename("/src/program", "/src/other"));
        int read_only = open(files[i], O_RDONLY);
        char path[32];
        snprintf(path, sizeof path, "/proc/self/fd/%d", read_only);
        if (read_only >= 0) ATTEMPT(open(path, O_RDWR));
    }
    symlink("@CANARY@", "/workspace/program");
    return contained();
}
