// Types into a terminal, be it that of whoever started the runner.
// ends: exited 0
#include <termios.h>

int main(void) {
    for (int descriptor = 0; descriptor < 16; descriptor++) {
        ATTEMPT(ioctl(descriptor, TIOCSTI, "x"));
        ATTEMPT(ioctl(descriptor, TIOCLINUX, "\x03"));
        ATTEMPT(ioctl(descriptor, TIOCSCTTY, 1));
        ATTEMPT(ioctl(descriptor, TIOCCONS, 0));
    }
    int own = posix_openpt(O_RDWR | O_NOCTTY);
    if (own >= 0) ATTEMPT(ioctl(own, TIOCSTI, "x"));
    if (own >= 0) ATTEMPT(ioctl(own, (1UL << 32) | TIOCSTI, "x")); // the kernel takes 32 bits of it
    ATTEMPT(open("/dev/tty", O_RDWR));
    ATTEMPT(open("/dev/tty1", O_RDWR));
    return contained();
}
