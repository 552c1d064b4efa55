// Leaves what lives in namespaces: shared memory, semaphores, queues, abstract sockets, a listening port, locks, an address.
// ends: exited 0
#include <mqueue.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/un.h>

int main(void) {
    static const char *files[] = { "/usr/bin/python3", "/src/program", "/init", "/etc/hosts" };
    shmget(0x77, 4096, IPC_CREAT | 0666), semget(0x78, 1, IPC_CREAT | 0666), msgget(0x79, IPC_CREAT | 0666);
    mq_open("/queue", O_CREAT | O_RDWR, 0666, NULL);
    struct sockaddr_un name = { AF_UNIX, "\0neighbour" };
    int unix_ = socket(AF_UNIX, SOCK_STREAM, 0);
    bind(unix_, (struct sockaddr *)&name, sizeof(sa_family_t) + 10), listen(unix_, 1);
    struct sockaddr_in port = { AF_INET, htons(8000), { 0 } };
    int tcp = socket(AF_INET, SOCK_STREAM, 0);
    bind(tcp, (struct sockaddr *)&port, sizeof port), listen(tcp, 1);
    for (int i = 0; i < 4; i++) flock(open(files[i], O_RDONLY), LOCK_EX | LOCK_NB);
    if (fork() == 0)
        for (;;) pause();
    return contained();
}
