// Calls that are newer than the filter, and numbers that are none.
// ends: exited 0
int main(void) {
    for (long number = 463; number < 4096; number++) ATTEMPT(syscall(number, 0, 0, 0, 0, 0, 0));
    ATTEMPT(syscall(0x3fffffff));
    return contained();
}
