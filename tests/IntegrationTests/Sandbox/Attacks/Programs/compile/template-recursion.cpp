// Templates without end.
// ends: compile_limit or compile_error 1
template <int n> struct Endless { static constexpr int value = Endless<n + 1>::value; };
int main() { return Endless<0>::value; }
