// What /proc/self/cmdline and environ show: for a template's children the run's arguments, and for nobody the template's own settings.
#pragma once
#include <fcntl.h>
#include <linux/prctl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static struct prctl_mm_map areas;

// Where the kernel knows them; proc(5), /proc/PID/stat, fields by their numbers there.
static void find_areas(void) {
    char text[2048] = "";
    int stat = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    ssize_t count = read(stat, text, sizeof text - 1);
    close(stat);
    char *field = count > 0 ? strrchr(text, ')') : NULL;
    for (int number = 2; field && number < 51; number++) {
        field = strchr(field + 1, ' ');
        if (!field) return;
        uint64_t value = strtoull(field, NULL, 10);
        switch (number + 1) {
        case 26: areas.start_code = value; break;
        case 27: areas.end_code = value; break;
        case 28: areas.start_stack = value; break;
        case 45: areas.start_data = value; break;
        case 46: areas.end_data = value; break;
        case 47: areas.start_brk = value; break;
        case 48: areas.arg_start = value; break;
        case 49: areas.arg_end = value; break;
        case 50: areas.env_start = value; break;
        case 51: areas.env_end = value; break;
        }
    }
}

// Needs no privilege. gVisor, and a kernel without checkpoint/restore, refuse; /proc then shows a template's arguments: nothing else depends on it.
static void set_areas(void) {
    areas.brk = (uint64_t)(uintptr_t)sbrk(0);
    areas.exe_fd = ~0U;
    prctl(PR_SET_MM, PR_SET_MM_MAP, &areas, sizeof areas, 0);
}

static size_t room(char **strings) {
    size_t bytes = 0;
    for (; *strings; strings++) bytes += strlen(*strings) + 1;
    return bytes;
}

static void show_arguments(char **more) {
    size_t own = areas.arg_end - areas.arg_start, variables = room(environ), all = own + room(more);
    char *area = mmap(NULL, all + variables, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) return;
    char *next = mempcpy(area, (char *)(uintptr_t)areas.arg_start, own);
    for (; *more; more++) next = stpcpy(next, *more) + 1;
    for (char **variable = environ; *variable; variable++) next = stpcpy(next, *variable) + 1;
    areas.arg_start = (uintptr_t)area, areas.arg_end = areas.env_start = (uintptr_t)area + all, areas.env_end = (uintptr_t)next;
    set_areas();
}
