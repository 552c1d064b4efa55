// Calls of which each has been an exploit's lever: foreign memory, NUMA, secret memory, gifts to pipes, watches of whole mounts.
// ends: exited 0
#include <sys/fanotify.h>
#include <sys/uio.h>

int main(void) {
    char page[4096];
    struct iovec part = { page, sizeof page };
    int pipe_[2];
    pipe(pipe_);
    ATTEMPT(process_vm_readv(getpid(), &part, 1, &part, 1, 0));
    ATTEMPT(process_vm_writev(getpid(), &part, 1, &part, 1, 0));
    ATTEMPT(vmsplice(pipe_[1], &part, 1, 8 /* SPLICE_F_GIFT */));
    ATTEMPT(syscall(SYS_mbind, page, 4096, 0, NULL, 0, 0));
    ATTEMPT(syscall(SYS_move_pages, 0, 0, NULL, NULL, NULL, 0));
    ATTEMPT(syscall(SYS_set_mempolicy, 0, NULL, 0));
    ATTEMPT(syscall(447, 0)); // memfd_secret
    ATTEMPT(syscall(SYS_fanotify_init, FAN_CLASS_CONTENT, O_RDONLY));
    ATTEMPT(syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 1));
    ATTEMPT(syscall(440, syscall(SYS_pidfd_open, getpid(), 0), &part, 1, 4, 0)); // process_madvise
    ATTEMPT(syscall(444, NULL, 0, 1)); // landlock_create_ruleset, version
    return contained();
}
