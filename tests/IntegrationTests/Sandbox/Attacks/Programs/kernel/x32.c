// A system call with the numbers of x32, which filters of x86-64 numbers do not know.
// ends: forbidden_syscall 31
// only: X64
int main(void) {
    ATTEMPT(syscall(0x40000000 | SYS_ptrace, 0, 0, 0, 0));
    return contained();
}
