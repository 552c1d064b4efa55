// A fork shares its memory with its template until it writes, and then copies it page by page, each by a fault of some microseconds. What it
// will have written by its end (rehearsal.h) is copied ahead instead, at once, while it waits for its job; madvise(2), MADV_POPULATE_WRITE.
// Before Linux 5.14, and in gVisor, that is refused, and pages are copied as ever.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { MOST_PAGES = 8192 };

static char *own_pages[MOST_PAGES]; // by address
static int own_count;

static void copy_own_pages(void) {
    size_t size = sysconf(_SC_PAGESIZE);
    for (int first = 0, next; first < own_count; first = next) {
        for (next = first + 1; next < own_count && own_pages[next] == own_pages[next - 1] + size;) next++;
        madvise(own_pages[first], (next - first) * size, MADV_POPULATE_WRITE);
    }
}
