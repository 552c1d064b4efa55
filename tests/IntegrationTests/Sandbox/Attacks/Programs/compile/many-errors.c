// Errors without end, by a million lines that are wrong.
// ends: compile_error 1 or compile_limit
#pragma GCC diagnostic error "-Wall"
#define A wrong;wrong;wrong;wrong;wrong;wrong;wrong;wrong;wrong;wrong;
#define B A A A A A A A A A A
#define C B B B B B B B B B B
#define D C C C C C C C C C C
int main(void) { D D D D return 0; }
