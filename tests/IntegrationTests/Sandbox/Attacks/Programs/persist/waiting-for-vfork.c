// A parent that its child has stopped in the kernel, and a child that does not come back.
// ends: wall_limit
int main(void) {
    if (vfork() == 0)
        for (;;) pause();
    return contained();
}
