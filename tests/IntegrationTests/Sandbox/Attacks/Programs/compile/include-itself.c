// A header that includes itself twice.
// ends: compile_error 1 or compile_limit
#include "/src/main.c"
#include "/src/main.c"
int main(void) { return 0; }
