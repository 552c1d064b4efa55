// A file of a terabyte, in which there is nothing.
// ends: file_size_limit 25
int main(void) {
    int file = open("/workspace/large", O_CREAT | O_RDWR, 0600);
    ATTEMPT(ftruncate(file, 1LL << 40));
    return contained();
}
