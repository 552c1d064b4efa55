// Recursion without end.
// ends: signaled 11 or memory_limit
__attribute__((noinline, optimize("O0"))) static int descend(int n) {
    volatile char frame[4096] = { n };
    return descend(n + 1) + frame[0];
}

int main(void) { return descend(0); }
