// Page faults that it answers itself hold the kernel still in the middle of a copy: the lever of many exploits.
// ends: exited 0
// gets on gvisor: open("/dev/fuse", O_RDWR)
// why on gvisor: a device of its own kernel's, of no use without a mount.
int main(void) {
    for (int flags = 0; flags < 4; flags++) ATTEMPT(syscall(SYS_userfaultfd, O_CLOEXEC | flags));
    ATTEMPT(open("/dev/userfaultfd", O_RDWR));
    ATTEMPT(open("/dev/fuse", O_RDWR));
    return contained();
}
