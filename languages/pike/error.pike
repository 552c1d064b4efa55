int main() {
  missing();
}
