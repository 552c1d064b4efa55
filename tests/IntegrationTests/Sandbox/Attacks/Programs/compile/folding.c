// Nesting that is deeper than the compiler's stack.
// ends: compile_limit or compile_error 1 or exited 0
#define A(x) (((((((((((((((((((((((((((((((((((((((((x)))))))))))))))))))))))))))))))))))))))))
#define B(x) A(A(A(A(A(A(A(A(A(A(x))))))))))
#define C(x) A(x) + A(x) + A(x) + A(x) + A(x) + A(x) + A(x)
#define D(x) C(x) + C(x) + C(x) + C(x) + C(x) + C(x) + C(x)
#define E(x) D(x) + D(x) + D(x) + D(x) + D(x) + D(x) + D(x)
#define F(x) E(x) + E(x) + E(x) + E(x) + E(x) + E(x) + E(x)
int main(int count, char **arguments) { return (F(F(count)) + B(count)) ? contained() : 0; }
