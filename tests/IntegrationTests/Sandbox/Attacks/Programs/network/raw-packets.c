// Packets that it makes itself.
// ends: exited 0
// gets on gvisor: setsockopt(udp, IPPROTO_IP, IP_HDRINCL, &on, sizeof on)
// gets on gvisor: setsockopt(udp, SOL_SOCKET, SO_MARK, &on, sizeof on)
// gets on gvisor: setsockopt(udp, SOL_SOCKET, SO_DEBUG, &on, sizeof on)
// why on gvisor: its network says yes to these options and ignores them.
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <netinet/ip.h>

int main(void) {
    for (int protocol = 0; protocol < 256; protocol++) {
        ATTEMPT(socket(AF_INET, SOCK_RAW, protocol));
        ATTEMPT(socket(AF_INET6, SOCK_RAW, protocol));
    }
    ATTEMPT(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
    ATTEMPT(socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL)));
    ATTEMPT(socket(AF_INET, SOCK_PACKET, htons(ETH_P_ALL)));
    int on = 1, udp = socket(AF_INET, SOCK_DGRAM, 0);
    ATTEMPT(setsockopt(udp, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
    ATTEMPT(setsockopt(udp, SOL_SOCKET, SO_MARK, &on, sizeof on));
    ATTEMPT(setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &on, sizeof on));
    ATTEMPT(setsockopt(udp, SOL_SOCKET, SO_DEBUG, &on, sizeof on));
    return contained();
}
