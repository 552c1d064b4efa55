// The read-only tree: by writing, by mapping, by times, owners and modes, by locks that keep its owner out.
// ends: exited 0
int main(void) {
    static const char *files[] = { "/usr/bin/python3", "/usr/lib/os-release", "/etc/passwd", "/etc/hosts", "/init", "/src/program", "/", "/usr", "/src", "/dev/null" };
    for (int i = 0; i < 10; i++) {
        int file = open(files[i], O_RDONLY);
        if (i < 9) ATTEMPT(open(files[i], O_WRONLY | O_APPEND));
        if (i < 9) ATTEMPT(open(files[i], O_RDWR));
        ATTEMPT(chmod(files[i], 0777));
        ATTEMPT(chown(files[i], 1000, 1000));
        if (i < 9) ATTEMPT(utimensat(AT_FDCWD, files[i], NULL, 0));
        if (i < 9) ATTEMPT(truncate(files[i], 0));
        if (i < 9) ATTEMPT(unlink(files[i]));
        if (i < 9) ATTEMPT(rename(files[i], "/workspace/mine"));
        if (i < 9 && mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, file, 0) != MAP_FAILED) got("a shared mapping to write");
        ATTEMPT(fcntl(file, F_SETLEASE, F_WRLCK));
    }
    // Where the runner is an ordinary user, some of these files are its own, and who opens one waits 45 s for whoever has leased it.
    ATTEMPT(fcntl(open("/workspace/own", O_CREAT | O_RDONLY, 0600), F_SETLEASE, F_RDLCK));
    return contained();
}
