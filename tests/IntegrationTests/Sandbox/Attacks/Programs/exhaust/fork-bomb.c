// The same without an interpreter, by the cheapest calls there are.
// ends: wall_limit or cpu_limit or memory_limit
int main(void) {
    for (;;) {
        if (vfork() == 0) _exit(0);
        fork();
    }
}
