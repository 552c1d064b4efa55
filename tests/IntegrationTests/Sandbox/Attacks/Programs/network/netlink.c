// Asks the kernel for interfaces, addresses, routes, filters and policies of its own.
// ends: exited 0
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

static int refused(int type) {
    int netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    struct { struct nlmsghdr head; char body[64]; } message = { { sizeof message, type, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE, 1, 0 }, { 0 } };
    char answer[8192];
    ssize_t count = send(netlink, &message, sizeof message, 0) < 0 ? -1 : recv(netlink, answer, sizeof answer, 0);
    close(netlink);
    struct nlmsghdr *head = (struct nlmsghdr *)answer;
    return count < (ssize_t)sizeof *head || (head->nlmsg_type == NLMSG_ERROR && ((struct nlmsgerr *)NLMSG_DATA(head))->error != 0);
}

int main(void) {
    static const int changes[] = { RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE, RTM_NEWRULE, RTM_NEWNEIGH, RTM_NEWQDISC, RTM_NEWTFILTER, RTM_DELLINK, RTM_SETLINK, RTM_NEWNSID };
    for (int i = 0; i < 10; i++)
        if (!refused(changes[i])) printf("got a change of type %d\n", changes[i]);
    // Sockets' owners, netfilter, IPsec, SELinux, audit, the kernel's events, cryptography: nobody here needs them.
    for (int family = 1; family < 32; family++)
        if (socket(AF_NETLINK, SOCK_RAW, family) >= 0) printf("got netlink family %d\n", family);
    ATTEMPT(ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &(struct ifreq){ .ifr_name = "lo", .ifr_flags = 0 }));
    return contained();
}
