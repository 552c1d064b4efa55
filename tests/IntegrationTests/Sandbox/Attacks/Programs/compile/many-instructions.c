// A program of a thousand million instructions, for the assembler to repeat.
// ends: compile_limit or compile_error 1 or compile_error 4
__asm__(".rept 1000000000\nnop\n.endr");
int main(void) { return 0; }
