// Keys are not of any namespace: the session's, the user's, and new ones until there is no room.
// ends: exited 0
int main(void) {
    for (int keyring = -1; keyring >= -8; keyring--) ATTEMPT(syscall(SYS_keyctl, 0, keyring, 1, 0, 0));
    ATTEMPT(syscall(SYS_keyctl, 1, "mine", 0, 0, 0));
    ATTEMPT(syscall(SYS_add_key, "user", "name", "value", 5, -4));
    ATTEMPT(syscall(SYS_request_key, "user", "name", "value", -4));
    return contained();
}
