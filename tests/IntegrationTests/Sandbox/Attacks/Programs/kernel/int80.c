// A system call of the 32-bit processor, which has other numbers: 26 is ptrace there.
// ends: forbidden_syscall 31
// only: X64
// ends on gvisor: exited 0 or forbidden_syscall 31 or exited 1
// why on gvisor: a release of 2022 takes the number for that of a 64-bit call, and the filter sees that one: 26 is msync. One of 2024 ends it, and by systrap
// in a container the machine's own filter does first, which gVisor tells as an exit.
int main(void) {
    long answer;
    __asm__ volatile("int $0x80" : "=a"(answer) : "a"(26), "b"(0), "c"(0), "d"(0), "S"(0) : "memory");
    ATTEMPT((int)answer);
    return contained();
}
