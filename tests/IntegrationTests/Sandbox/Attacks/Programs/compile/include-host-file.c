// A file of the host, told line by line in the errors.
// ends: compile_error 1
#include "@CANARY@"
#include "/proc/self/root/@CANARY@"
#include "/etc/shadow"
#include "/proc/1/environ"
int main(void) { return 0; }
