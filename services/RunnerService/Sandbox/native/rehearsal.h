// Which of its template's pages a fork writes: all that the interpreter has of its own, less what a first fork, which runs an empty program,
// has not written by its end.
#pragma once
#include "pages.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define EMPTY_PROGRAM "/dev/null"

enum { PATIENCE_SECONDS = 5 };

// Bits of an entry of /proc/PID/pagemap; proc(5).
#define PRESENT (1UL << 63)
#define OF_FILE_OR_SHARED (1UL << 61)
#define MAPPED_ONCE (1UL << 56)

static char *written; // during the rehearsal: for each of own_pages whether it was

static uint64_t entry_of(int pagemap, const char *page) {
    uint64_t entry = 0;
    return pread(pagemap, &entry, sizeof entry, (uintptr_t)page / sysconf(_SC_PAGESIZE) * sizeof entry) == sizeof entry ? entry : 0;
}

static void find_own_pages(void) {
    FILE *areas = fopen("/proc/self/maps", "re");
    int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    char line[512], rights[5];
    unsigned long start, end;
    while (areas && pagemap >= 0 && fgets(line, sizeof line, areas)) {
        if (sscanf(line, "%lx-%lx %4s", &start, &end, rights) != 3 || strcmp(rights, "rw-p")) continue;
        for (char *page = (char *)start; page < (char *)end && own_count < MOST_PAGES; page += sysconf(_SC_PAGESIZE))
            if ((entry_of(pagemap, page) & (PRESENT | OF_FILE_OR_SHARED)) == PRESENT) own_pages[own_count++] = page;
    }
    if (areas) fclose(areas);
    if (pagemap >= 0) close(pagemap);
}

// At the end of the rehearsal, where the template has the page as well unless it was written.
__attribute__((destructor)) static void note_written(void) {
    int pagemap = written ? open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC) : -1;
    for (int i = 0; pagemap >= 0 && i < own_count; i++) written[i] = (entry_of(pagemap, own_pages[i]) & MAPPED_ONCE) != 0;
}

/// In a template that has no fork yet; true in the one that is to run EMPTY_PROGRAM. One that does not come to its end tells nothing.
static int rehearse(pid_t (*fork_)(void)) {
    find_own_pages();
    written = mmap(NULL, MOST_PAGES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (written == MAP_FAILED) return written = NULL, 0;
    pid_t program = fork_();
    if (program == 0) return alarm(PATIENCE_SECONDS), 1;
    while (program > 0 && waitpid(program, NULL, 0) < 0 && errno == EINTR) {}
    int count = 0;
    for (int i = 0; i < own_count; i++)
        if (written[i]) own_pages[count++] = own_pages[i];
    if (count) own_count = count;
    munmap(written, MOST_PAGES);
    written = NULL;
    return 0;
}
