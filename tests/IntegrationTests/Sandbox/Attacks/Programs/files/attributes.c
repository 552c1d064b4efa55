// Files that cannot be deleted, and files that carry capabilities.
// ends: exited 0
#include <linux/fs.h>
#include <sys/xattr.h>

int main(void) {
    int file = open("/workspace/file", O_CREAT | O_RDWR, 0755), flags = FS_IMMUTABLE_FL | FS_APPEND_FL;
    ATTEMPT(ioctl(file, FS_IOC_SETFLAGS, &flags));
    // struct vfs_cap_data of version 2: every capability, permitted and effective.
    uint32_t all[5] = { 0x02000001, ~0U, ~0U, ~0U, ~0U };
    ATTEMPT(fsetxattr(file, "security.capability", all, sizeof all, 0));
    ATTEMPT(fsetxattr(file, "trusted.overlay.opaque", "y", 1, 0));
    ATTEMPT(fchown(file, 0, 0));
    ATTEMPT(fchown(file, 65534, 65534));
    return contained();
}
