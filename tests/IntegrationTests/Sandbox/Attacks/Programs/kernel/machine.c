// What only the owner of the machine may: stop it, boot another kernel, load modules, account, trace, set quotas. None of the arguments would do harm.
// ends: exited 0
#include <linux/reboot.h>

int main(void) {
    ATTEMPT(syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_CAD_OFF, NULL));
    ATTEMPT(syscall(SYS_kexec_load, 0, 0, NULL, 0));
    ATTEMPT(syscall(SYS_init_module, "", 0, ""));
    ATTEMPT(syscall(SYS_finit_module, open("/src/program", O_RDONLY), "", 0));
    ATTEMPT(syscall(SYS_delete_module, "no-such-module", O_NONBLOCK));
    ATTEMPT(syscall(SYS_acct, "/workspace/accounting"));
    ATTEMPT(syscall(SYS_syslog, 3, (char[64]){ 0 }, 64));
    ATTEMPT(syscall(SYS_quotactl, 0, "/dev/sda", 0, NULL));
    ATTEMPT(syscall(SYS_vhangup));
    ATTEMPT(sethostname("mine", 4));
    ATTEMPT(setdomainname("mine", 4));
#ifdef __x86_64__
    ATTEMPT(syscall(SYS_iopl, 3));
    ATTEMPT(syscall(SYS_ioperm, 0x80, 1, 1));
    ATTEMPT(syscall(SYS_modify_ldt, 0, (char[64]){ 0 }, 64));
#endif
    return contained();
}
