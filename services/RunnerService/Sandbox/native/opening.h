// The calls by which interpreters open a file. Included once, by a library that is preloaded: look() sees every path first, and says what to open.
#pragma once
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define FOPEN(name)                               \
    FILE *name(const char *path, const char *mode) { \
        REAL(name);                               \
        return real(look(path), mode);            \
    }

// The mode is there only for a file that may be made.
#define MODE_IN(flags, mode)                  \
    mode_t mode = 0;                          \
    if ((flags) & O_CREAT || ((flags) & O_TMPFILE) == O_TMPFILE) { \
        va_list more;                         \
        va_start(more, flags);                \
        mode = va_arg(more, mode_t);          \
        va_end(more);                         \
    }

#define OPEN(name)                                \
    int name(const char *path, int flags, ...) {  \
        REAL(name);                               \
        MODE_IN(flags, mode)                      \
        return real(look(path), flags, mode);     \
    }

#define OPENAT(name)                                             \
    int name(int folder, const char *path, int flags, ...) {     \
        REAL(name);                                              \
        MODE_IN(flags, mode)                                     \
        return real(folder, look(path), flags, mode);            \
    }

FOPEN(fopen)
FOPEN(fopen64)
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

// What _FORTIFY_SOURCE makes of an open without a mode.
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }
int __openat_2(int folder, const char *path, int flags) { return openat(folder, path, flags); }
int __openat64_2(int folder, const char *path, int flags) { return openat64(folder, path, flags); }
