// Templates that make two of themselves each.
// ends: compile_limit or compile_error 1
template <int depth, int path> struct Tree {
    using Left = Tree<depth - 1, path * 2>;
    using Right = Tree<depth - 1, path * 2 + 1>;
    static constexpr int size = Left::size + Right::size;
};
template <int path> struct Tree<0, path> { static constexpr int size = 1; };
int main() { return Tree<28, 1>::size; }
