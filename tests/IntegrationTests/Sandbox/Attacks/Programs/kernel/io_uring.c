// System calls that no filter sees, made by the kernel for a ring.
// ends: exited 0
int main(void) {
    char parameters[120] = { 0 };
    ATTEMPT(syscall(SYS_io_uring_setup, 4, parameters));
    for (int ring = 0; ring < 16; ring++) {
        ATTEMPT(syscall(SYS_io_uring_enter, ring, 1, 0, 0, NULL, 0));
        for (int operation = 0; operation < 32; operation++) ATTEMPT(syscall(SYS_io_uring_register, ring, operation, parameters, 1));
    }
    return contained();
}
