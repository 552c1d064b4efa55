// A program of many gigabytes, in one line.
// ends: compile_limit or compile_error 1 or compile_error 4
char array[8LL << 30] = { 1 };
int main(void) { return array[0]; }
