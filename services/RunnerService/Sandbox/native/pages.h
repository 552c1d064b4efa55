// A fork shares its memory with its template until it writes, and then copies it page by page, each by a fault of some microseconds. Nearly
// all of an interpreter's heap is written by the time it ends: what a template has of its own is copied ahead instead, at once, while
// the fork waits for its job; madvise(2), MADV_POPULATE_WRITE. Before Linux 5.14, and in gVisor, that is refused, and pages are copied as ever.
#pragma once
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { MOST_STRETCHES = 256 };

static struct { char *start; size_t bytes; } stretches[MOST_STRETCHES];
static int stretch_count;

static void add_page(char *page, size_t bytes) {
    int last = stretch_count - 1;
    if (last >= 0 && stretches[last].start + stretches[last].bytes == page) stretches[last].bytes += bytes;
    else if (stretch_count < MOST_STRETCHES) stretches[stretch_count].start = page, stretches[stretch_count++].bytes = bytes;
}

// In the template, before its first fork; proc(5), /proc/PID/pagemap: bit 63 is present, bit 61 a file's own or shared.
static inline void find_own_pages(void) {
    FILE *areas = fopen("/proc/self/maps", "re");
    int pages = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    size_t size = sysconf(_SC_PAGESIZE);
    char line[512];
    while (areas && pages >= 0 && fgets(line, sizeof line, areas)) {
        unsigned long page, end;
        char rights[5];
        if (sscanf(line, "%lx-%lx %4s", &page, &end, rights) != 3 || strcmp(rights, "rw-p")) continue;
        for (uint64_t entry; page < end; page += size)
            if (pread(pages, &entry, sizeof entry, page / size * sizeof entry) == sizeof entry && entry >> 63 && !(entry >> 61 & 1))
                add_page((char *)page, size);
    }
    if (areas) fclose(areas);
    if (pages >= 0) close(pages);
}

static void copy_own_pages(void) {
    for (int i = 0; i < stretch_count; i++) madvise(stretches[i].start, stretches[i].bytes, MADV_POPULATE_WRITE);
}
