// Socket families that no network namespace contains, or whose code in the kernel nobody here needs.
// ends: exited 0
int main(void) {
    for (int family = 0; family < 64; family++) {
        if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK) continue;
        for (int type = SOCK_STREAM; type <= SOCK_PACKET; type++) {
            int pair[2];
            if (socket(family, type, 0) >= 0) printf("got family %d type %d\n", family, type);
            if (socketpair(family, type, 0, pair) >= 0) printf("got a pair of family %d type %d\n", family, type);
        }
    }
    return contained();
}
