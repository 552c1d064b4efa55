// A program that runs in the compiler.
// ends: compile_limit or compile_error 1
constexpr unsigned long spin() {
    unsigned long n = 1;
    while (n != 0) n += 2;
    return n;
}
constexpr unsigned long value = spin();
int main() { return value; }
