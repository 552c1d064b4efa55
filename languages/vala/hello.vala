void main() {
    print("Hello from Vala\n");
}
