// The way out of a chroot: another one below, with a working directory above it.
// ends: exited 0
int main(void) {
    mkdir("/workspace/jail", 0755);
    ATTEMPT(chroot("/workspace/jail"));
    for (int i = 0; i < 100; i++) chdir("..");
    ATTEMPT(chroot("."));
    int above = open("@CANARY@", O_RDONLY);
    ATTEMPT(above);
    return contained();
}
