// What a shell has of its own. The process namespace is entered by forking, the others by the forked process itself; the cgroup
// namespace is made last, when its cgroup is known.
#pragma once
#include <sched.h>

#define SHELL_NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)
