int main() {
  write("Hello from Pike\n");
}
