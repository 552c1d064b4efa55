// A filter of its own, that allows everything and asks a listener: it may only take away, and must not answer for the kernel.
// ends: exited 0
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

int main(void) {
    struct sock_filter allow[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
    struct sock_fprog program = { 1, allow };
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) got("no filter, though a program may have one more");
    ATTEMPT(unshare(CLONE_NEWUSER));
    ATTEMPT(syscall(SYS_keyctl, 0, -4, 1, 0, 0));
    ATTEMPT(syscall(SYS_personality, 0x0400000)); // READ_IMPLIES_EXEC
    ATTEMPT(prctl(PR_SET_MM, PR_SET_MM_EXE_FILE, open("/usr/bin/env", O_RDONLY), 0, 0));
    return contained();
}
