// Messages over a SOCK_SEQPACKET socket that may carry descriptors; unix(7), SCM_RIGHTS.
#pragma once
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

enum { MOST_DESCRIPTORS = 16 };

struct message {
    ssize_t bytes;
    int descriptors[MOST_DESCRIPTORS];
    int count;
};

static inline struct message receive(int socket, void *buffer, size_t capacity) {
    struct message message = { 0 };
    union { char bytes[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))]; struct cmsghdr align; } control;
    struct iovec part = { buffer, capacity };
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
    message.bytes = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
    struct cmsghdr *carried = message.bytes > 0 ? CMSG_FIRSTHDR(&header) : NULL;
    if (carried && carried->cmsg_type == SCM_RIGHTS) {
        message.count = (carried->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        memcpy(message.descriptors, CMSG_DATA(carried), message.count * sizeof(int));
    }
    return message;
}

static inline ssize_t answer(int socket, char word, int descriptor) {
    union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control = { 0 };
    struct iovec part = { &word, 1 };
    struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
    struct cmsghdr *carried = CMSG_FIRSTHDR(&header);
    carried->cmsg_level = SOL_SOCKET, carried->cmsg_type = SCM_RIGHTS, carried->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(carried), &descriptor, sizeof(int));
    return sendmsg(socket, &header, MSG_NOSIGNAL);
}
