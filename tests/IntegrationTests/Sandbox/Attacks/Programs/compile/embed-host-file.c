// A file of the host as bytes in the program.
// ends: compile_error 1
__asm__(".globl canary\ncanary:\n.incbin \"@CANARY@\"\n.byte 0");
extern const char canary[];
int main(void) { return puts(canary); }
