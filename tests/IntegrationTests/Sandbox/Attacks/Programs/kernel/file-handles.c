// Files by their numbers on the disk, of which the root's is always 2, past every mount.
// ends: exited 0
int main(void) {
    union { struct file_handle head; char room[256]; } handle = { .head.handle_bytes = 128 };
    int mount;
    static const char *places[] = { "/usr", "/etc/hosts", "/src", "/init", "/workspace" };
    for (int i = 0; i < 5; i++) {
        ATTEMPT(name_to_handle_at(AT_FDCWD, places[i], &handle.head, &mount, 0));
        for (int type = 1; type < 3; type++) {
            handle.head.handle_bytes = 8, handle.head.handle_type = type;
            memcpy(handle.head.f_handle, "\x02\0\0\0\0\0\0\0", 8);
            ATTEMPT(open_by_handle_at(open(places[i], O_RDONLY), &handle.head, O_RDONLY));
        }
        handle.head.handle_bytes = 128;
    }
    return contained();
}
