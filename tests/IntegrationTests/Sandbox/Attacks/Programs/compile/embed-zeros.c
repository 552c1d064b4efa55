// A file without end as bytes in the program.
// ends: compile_limit or compile_error 1 or compile_error 4
__asm__(".incbin \"/dev/zero\"");
int main(void) { return 0; }
