// Descriptors that were meant for somebody else, the report's among them.
// ends: exited 0
#include <sys/un.h>

int main(void) {
    for (int descriptor = 0; descriptor < 1 << 13; descriptor++) {
        struct stat what;
        if (fstat(descriptor, &what)) continue;
        if (descriptor > 2) got("a descriptor beyond the three");
        else if (!S_ISFIFO(what.st_mode)) got("a stream that is no pipe");
        ATTEMPT(openat(descriptor, "..", O_RDONLY));
    }
    // And those that come in messages.
    char path[64];
    for (int descriptor = 0; descriptor < 256; descriptor++) {
        snprintf(path, sizeof path, "/proc/1/fd/%d", descriptor);
        ATTEMPT(open(path, O_RDWR));
        snprintf(path, sizeof path, "/proc/1/task/1/fd/%d", descriptor);
        ATTEMPT(open(path, O_RDWR));
    }
    return contained();
}
