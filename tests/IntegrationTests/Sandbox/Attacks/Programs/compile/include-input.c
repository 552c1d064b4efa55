// A header that somebody would have to type.
// ends: compile_error 1
#include "/dev/stdin"
#include "/proc/self/fd/0"
#include "/dev/tty"
int main(void) { return 0; }
