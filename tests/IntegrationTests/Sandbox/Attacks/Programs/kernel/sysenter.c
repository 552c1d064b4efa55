// The other door to the 32-bit kernel: a far jump into 32-bit code.
// ends: forbidden_syscall 31 or signaled 11 or signaled 7
// only: X64
int main(void) {
    unsigned char *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
    memcpy(code, "\xb8\x14\x00\x00\x00\xcd\x80\xcb", 8); // mov eax, 20 (getpid); int 0x80; retf
    struct { uint32_t offset; uint16_t selector; } __attribute__((packed)) target = { (uint32_t)(uintptr_t)code, 0x23 };
    __asm__ volatile("lcall *%0" : : "m"(target) : "rax", "memory");
    got("a call in 32-bit code");
    return contained();
}
