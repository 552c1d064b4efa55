// Reports its own end: to every descriptor, to those of process 1, and in the words of the report.
// ends: exited 7
int main(void) {
    static const char report[] = "started 1\nexited 0 1 1 1 2\n";
    char path[64];
    for (int descriptor = 3; descriptor < 1024; descriptor++) {
        if (write(descriptor, report, sizeof report - 1) > 0) got("a descriptor to report to");
        static const char *places[] = { "/proc/1/fd/%d", "/proc/self/fd/%d", "/dev/fd/%d", "/proc/thread-self/fd/%d" };
        for (int i = 0; i < 4; i++) {
            snprintf(path, sizeof path, places[i], descriptor);
            int file = open(path, O_WRONLY);
            if (file < 0) continue;
            if (file != descriptor && write(file, report, sizeof report - 1) > 0) got(path);
            close(file);
        }
    }
    fputs(report, stdout), fputs(report, stderr);
    return 7;
}
