// Giving up every capability for good.
#pragma once
#include "command.h"
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// What an exec could bring again; needs CAP_SETPCAP.
static void drop_bounding_set(void) {
    for (int right = 0; prctl(PR_CAPBSET_READ, right, 0, 0, 0) >= 0; right++)
        if (prctl(PR_CAPBSET_DROP, right, 0, 0, 0)) fail("bounding set");
}

// What is held, or could be passed on.
static void drop_sets(void) {
    struct __user_cap_header_struct version = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct none[2] = { { 0 } };
    // A kernel without ambient capabilities does not know the word; what is in no set cannot be ambient.
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) && errno != EINVAL) fail("ambient set");
    if (syscall(SYS_capset, &version, none)) fail("capabilities");
}
