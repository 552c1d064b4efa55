// A header without end.
// ends: compile_limit
// ends on no cgroup: compile_limit or compile_error 1
// why on no cgroup: a process may have no more data there than twice the limit, so that the compiler is told that there is none.
#include </dev/zero>
int main(void) { return 0; }
