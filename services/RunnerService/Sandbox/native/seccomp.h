// The system calls that a program in the sandbox does without. Everything else is allowed: a course's program may need it,
// and namespaces, an empty capability set and no_new_privs stand behind the filter.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "No system call table for this processor."
#endif

// Newer than some headers; the numbers are the same on every processor since 424.
#ifndef __NR_process_madvise
#define __NR_process_madvise 440
#endif
#ifndef __NR_mount_setattr
#define __NR_mount_setattr 442
#endif
#ifndef __NR_quotactl_fd
#define __NR_quotactl_fd 443
#endif
#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif
#ifndef __NR_memfd_secret
#define __NR_memfd_secret 447
#endif
// statmount, listmount, lsm_get_self_attr, lsm_set_self_attr, lsm_list_modules; mseal (462) is the last one reviewed.
#define FIRST_MOUNT_QUERY 457
#define LAST_LSM_CALL 461
#define FIRST_UNREVIEWED 463

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define LOAD_NUMBER LOAD(offsetof(struct seccomp_data, nr))
#define LOAD_ARGUMENT(n) LOAD(offsetof(struct seccomp_data, args[n])) // low half: both processors are little-endian
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define FAIL_WITH(error) RETURN(SECCOMP_RET_ERRNO | (error))
#define SKIP_UNLESS_EQUAL(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define SKIP_UNLESS_AT_LEAST(value, count) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (value), 0, (count))
#define SKIP_UNLESS_ANY_BIT(bits, count) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, (count))
#define DENY(call) SKIP_UNLESS_EQUAL(__NR_##call, 1), FAIL_WITH(EPERM)
#define ABSENT(call) SKIP_UNLESS_EQUAL(__NR_##call, 1), FAIL_WITH(ENOSYS)

#define NEW_NAMESPACE (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

// Families that a network namespace contains; AF_VSOCK, for one, reaches the hypervisor from inside any of them. Of netlink only what lists
// interfaces and routes: the rest configures filters, IPsec, cryptography and audit, and listens to the kernel's events.
#define ONLY_LOCAL_SOCKETS(call)                                                                  \
    SKIP_UNLESS_EQUAL(__NR_##call, 10), LOAD_ARGUMENT(0),                                         \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 7, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 6, 0),   \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 5, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 3), \
    LOAD_ARGUMENT(2), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NETLINK_ROUTE, 2, 0), FAIL_WITH(EPROTONOSUPPORT),   \
    FAIL_WITH(EAFNOSUPPORT), RETURN(SECCOMP_RET_ALLOW)

static struct sock_filter filter[] = {
    LOAD(offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), RETURN(SECCOMP_RET_KILL_PROCESS), // int 0x80 and its like
    LOAD_NUMBER,
    SKIP_UNLESS_AT_LEAST(0x40000000, 1), RETURN(SECCOMP_RET_KILL_PROCESS), // x32
    SKIP_UNLESS_AT_LEAST(FIRST_UNREVIEWED, 1), FAIL_WITH(ENOSYS),
    SKIP_UNLESS_AT_LEAST(FIRST_MOUNT_QUERY, 2),
    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, LAST_LSM_CALL, 1, 0), FAIL_WITH(ENOSYS),

    // Other processes and the kernel's own memory.
    DENY(ptrace), DENY(process_vm_readv), DENY(process_vm_writev), DENY(process_madvise), DENY(kcmp), DENY(perf_event_open),
#ifdef __NR_pidfd_getfd
    DENY(pidfd_getfd),
#endif
    DENY(bpf), DENY(userfaultfd), DENY(memfd_secret), DENY(syslog), DENY(lookup_dcookie), DENY(vmsplice),
    DENY(mbind), DENY(migrate_pages), DENY(move_pages), DENY(set_mempolicy), DENY(personality),
    // Mounts, namespaces and files by handle.
    DENY(mount), DENY(umount2), DENY(pivot_root), DENY(chroot), DENY(setns), DENY(unshare), DENY(mount_setattr),
    DENY(move_mount), DENY(open_tree), DENY(fsopen), DENY(fsconfig), DENY(fsmount), DENY(fspick),
    DENY(name_to_handle_at), DENY(open_by_handle_at), DENY(fanotify_init),
    DENY(landlock_create_ruleset), DENY(landlock_add_rule), DENY(landlock_restrict_self),
    // Keys are not namespaced by the kernel.
    DENY(add_key), DENY(request_key), DENY(keyctl),
    // The machine.
    DENY(acct), DENY(kexec_load), DENY(reboot), DENY(init_module), DENY(finit_module), DENY(delete_module),
    DENY(swapon), DENY(swapoff), DENY(quotactl), DENY(quotactl_fd), DENY(vhangup), DENY(sethostname), DENY(setdomainname),
    DENY(settimeofday), DENY(clock_settime), DENY(clock_adjtime), DENY(adjtimex),
#ifdef __NR_kexec_file_load
    DENY(kexec_file_load),
#endif
#ifdef __x86_64__
    DENY(iopl), DENY(ioperm), DENY(modify_ldt), DENY(uselib), DENY(ustat), DENY(sysfs), DENY(_sysctl),
#endif
    // ENOSYS, because libraries then fall back: glibc from clone3, whose flags a filter cannot read, to clone.
    ABSENT(clone3), ABSENT(io_uring_setup), ABSENT(io_uring_enter), ABSENT(io_uring_register),

    SKIP_UNLESS_EQUAL(__NR_clone, 4), LOAD_ARGUMENT(0), SKIP_UNLESS_ANY_BIT(NEW_NAMESPACE, 1), FAIL_WITH(EPERM), RETURN(SECCOMP_RET_ALLOW),
    // TIOCSTI and TIOCLINUX type into the terminal of whoever started the runner.
    SKIP_UNLESS_EQUAL(__NR_ioctl, 5), LOAD_ARGUMENT(1), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0),
    SKIP_UNLESS_EQUAL(TIOCLINUX, 1), FAIL_WITH(EPERM), RETURN(SECCOMP_RET_ALLOW),
    // Whoever opens a leased file waits for its holder, up to 45 s. A runner that is an ordinary user owns the /etc that all its sandboxes see.
    SKIP_UNLESS_EQUAL(__NR_fcntl, 4), LOAD_ARGUMENT(1), SKIP_UNLESS_EQUAL(F_SETLEASE, 1), FAIL_WITH(EPERM), RETURN(SECCOMP_RET_ALLOW),
    ONLY_LOCAL_SOCKETS(socket), ONLY_LOCAL_SOCKETS(socketpair),
    RETURN(SECCOMP_RET_ALLOW),
};

// Needs no_new_privs, which bubblewrap has set.
static int confine(void) {
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
