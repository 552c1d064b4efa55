// A header without end.
// ends: compile_limit
#include </dev/zero>
int main(void) { return 0; }
