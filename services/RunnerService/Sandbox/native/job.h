// One run as the runner describes it, in a memory file: this header, then for each file its size and whether it is executable, then all
// strings (arguments, variables, names of files, links), each with its NUL, then the files' contents. Only the process that will be the
// program reads it: a template never holds a byte of a user.
#pragma once
#include "command.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#define SOURCES "/src/"

struct job_header {
    uint64_t cpu_seconds, file_bytes, open_files, data_bytes, processes, disk_bytes; // 0: no limit of its own
    uint64_t arguments, variables, files, links, string_bytes;
};

struct job_file { uint64_t bytes, executable; };

struct job {
    struct job_header header;
    struct job_file *files;
    char **arguments, **variables, **names, **links; // each ends with NULL
    int descriptor;
    off_t contents;
};

static char **take_strings(char **next, uint64_t count) {
    char **strings = calloc(count + 1, sizeof *strings);
    if (!strings) fail("memory");
    for (uint64_t i = 0; i < count; i++) {
        strings[i] = *next;
        *next += strlen(*next) + 1;
    }
    return strings;
}

static struct job read_job(int descriptor) {
    struct job job = { .descriptor = descriptor };
    if (pread(descriptor, &job.header, sizeof job.header, 0) != sizeof job.header) fail("job");
    size_t files = job.header.files * sizeof *job.files, rest = files + job.header.string_bytes;
    char *text = malloc(rest + 1);
    if (!text || pread(descriptor, text, rest, sizeof job.header) != (ssize_t)rest) fail("job");
    job.files = (struct job_file *)text;
    char *next = text + files;
    job.arguments = take_strings(&next, job.header.arguments);
    job.variables = take_strings(&next, job.header.variables);
    job.names = take_strings(&next, job.header.files);
    job.links = take_strings(&next, job.header.links);
    job.contents = sizeof job.header + rest;
    return job;
}

static void set_limit(pid_t process, int resource, rlim_t soft, rlim_t grace) {
    if (soft && prlimit(process, resource, &(struct rlimit){ soft, soft + grace }, NULL) && errno != ESRCH) fail("limit");
}

/// Of a process; 0 for our own.
static void set_limits(pid_t process, const struct job_header *job) {
    set_limit(process, RLIMIT_CPU, job->cpu_seconds, 1); // SIGXCPU at the limit, SIGKILL a second later
    set_limit(process, RLIMIT_FSIZE, job->file_bytes, 0);
    set_limit(process, RLIMIT_NOFILE, job->open_files, 0);
    set_limit(process, RLIMIT_DATA, job->data_bytes, 0);
    set_limit(process, RLIMIT_NPROC, job->processes, 0);
}

static void resize(const char *where, uint64_t bytes) {
    char options[32];
    snprintf(options, sizeof options, "size=%lu", (unsigned long)bytes);
    if (mount(NULL, where, NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV, options)) fail(where);
}

static void make_folders(char *path) {
    for (char *slash = path + sizeof SOURCES - 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        if (mkdir(path, 0755) && errno != EEXIST) fail(path);
    }
}

// Into /src, which nobody can write afterwards. It is new and all in it is ours, if only an empty file for which an interpreter waits; the
// names were checked (SandboxJobRules.cs).
static void write_files(const struct job *job) {
    off_t from = job->contents;
    for (uint64_t i = 0; i < job->header.files; i++) {
        char path[512];
        if (snprintf(path, sizeof path, SOURCES "%s", job->names[i]) >= (int)sizeof path) fail("file name");
        make_folders(path);
        int file = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, job->files[i].executable ? 0755 : 0644);
        if (file < 0) fail(path);
        for (off_t end = from + (off_t)job->files[i].bytes; from < end;)
            if (sendfile(file, job->descriptor, &from, end - from) <= 0) fail(path);
        close(file);
    }
    if (mount(NULL, "/src", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL)) fail("/src");
}

// From the working directory, which is the program's own and still empty.
static void make_links(char **names) {
    for (char target[512]; *names; names++) {
        if (snprintf(target, sizeof target, SOURCES "%s", *names) >= (int)sizeof target) fail("link");
        if (symlink(target, *names)) fail(target);
    }
}
