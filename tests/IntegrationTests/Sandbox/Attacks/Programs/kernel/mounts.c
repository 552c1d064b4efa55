// Mounts, unmounts and new roots, by the calls of old and of new.
// ends: exited 0
#include <linux/mount.h>

int main(void) {
    static const char *types[] = { "tmpfs", "proc", "sysfs", "cgroup2", "devpts", "overlay", "ext4", "debugfs", "mqueue", "binfmt_misc", "fuse" };
    for (int i = 0; i < 11; i++) {
        ATTEMPT(mount("none", "/workspace", types[i], 0, NULL));
        ATTEMPT(syscall(SYS_fsopen, types[i], 0));
    }
    static const char *places[] = { "/", "/usr", "/src", "/proc", "/dev", "/etc", "/tmp", "/workspace" };
    for (int i = 0; i < 8; i++) {
        ATTEMPT(mount(NULL, places[i], NULL, MS_REMOUNT, NULL));
        ATTEMPT(mount(NULL, places[i], NULL, MS_REMOUNT | MS_BIND, NULL));
        ATTEMPT(mount(places[i], "/workspace", NULL, MS_BIND | MS_REC, NULL));
        ATTEMPT(mount(places[i], "/workspace", NULL, MS_MOVE, NULL));
        ATTEMPT(mount(NULL, places[i], NULL, MS_SHARED, NULL));
        ATTEMPT(umount2(places[i], MNT_DETACH));
        ATTEMPT(umount2(places[i], MNT_FORCE));
        ATTEMPT(syscall(SYS_open_tree, AT_FDCWD, places[i], 1 /* OPEN_TREE_CLONE */));
        ATTEMPT(syscall(SYS_move_mount, AT_FDCWD, places[i], AT_FDCWD, "/workspace", 0));
        ATTEMPT(syscall(SYS_mount_setattr, AT_FDCWD, places[i], 0, (char[32]){ 0 }, 32));
        ATTEMPT(syscall(SYS_fspick, AT_FDCWD, places[i], 0));
        ATTEMPT(syscall(SYS_pivot_root, places[i], "/workspace"));
    }
    ATTEMPT(syscall(SYS_swapon, "/workspace/file", 0));
    ATTEMPT(syscall(457, NULL, NULL, 0, 0)); // statmount
    ATTEMPT(syscall(467, AT_FDCWD, "/", 1, NULL, 0)); // open_tree_attr
    return contained();
}
