// Stops an interpreter where it opens its program: preloaded into `python3 /src/main.py`, all of whose start is then behind it. As a
// template it serves runs from there, each a fork that goes on; or it waits, and goes on itself, for one run. Either opens the file of
// its own shell and runs it: no runner script stands between, so __main__, arguments, tracebacks and the end are what they always are.
#undef _FORTIFY_SOURCE // or the headers define open() themselves
#define _GNU_SOURCE
#include "areas.h"
#include "ending.h"
#include "rehearsal.h"
#include "ruby.h"
#include "server.h"
#include "stopped.h"
#include <sys/stat.h>

static const char *stop_at; // NULL outside a template or an interpreter that waits, and once it has gone on
static int waits;
static char *for_start[16]; // variables that go where it stops

// What an interpreter needs beside fork(2).
struct interpreter {
    int (*hold)(void);        // before anything else of it is called; 0 where it is not as expected
    void (*tidy)(void);       // once it stands still
    pid_t (*fork)(void);
    void (*resume)(char **);  // with a run's arguments; NULL: it cannot be given any
};

static void prepare_python(void) {
    shorten_end();
    freeze_heap();
}

static int hold_nothing(void) { return 1; }
static void tidy_nothing(void) {}

static struct interpreter find_interpreter(void) {
    if (is_python()) return (struct interpreter){ hold_python, prepare_python, fork_python, resume_python };
    if (is_ruby()) return (struct interpreter){ hold_ruby, collect_ruby, fork_ruby, resume_ruby };
    return (struct interpreter){ hold_nothing, tidy_nothing, fork, NULL };
}

static void keep_for_start(const char *from, const char *to) {
    size_t count = 0;
    for (char **variable = environ; *variable; variable++)
        if (*variable >= from && *variable < to && count < sizeof for_start / sizeof *for_start)
            *variable = for_start[count++] = strdup(*variable);
}

static void forget_for_start(void) {
    for (size_t i = 0; i < sizeof for_start / sizeof *for_start && for_start[i]; i++) {
        char *name = strndup(for_start[i], strcspn(for_start[i], "="));
        unsetenv(name);
        free(name);
    }
}

__attribute__((constructor)) static void begin(void) {
    char *own = getenv("LD_PRELOAD");
    waits = getenv("CODEEXEC_WAITING") != NULL;
    stop_at = getenv(waits ? "CODEEXEC_WAITING" : "CODEEXEC_TEMPLATE");
    if (!stop_at || !own) return;
    if (waits) close(STOPPED_LIBRARY);
    fcntl(STOPPED_CONTROL, F_SETFD, FD_CLOEXEC);
    // The two are the last variables, with those that are for the start alone between them: hide the two from the interpreter, and cut all
    // off what /proc/self/environ shows. gVisor does not let that be cut, nor do some kernels, and shows what is left of them.
    unsetenv("LD_PRELOAD");
    unsetenv("CODEEXEC_TEMPLATE");
    unsetenv("CODEEXEC_WAITING");
    char *first = own - strlen("LD_PRELOAD=");
    size_t bytes = stop_at + strlen(stop_at) - first;
    stop_at = strdup(stop_at);
    keep_for_start(first, first + bytes);
    memset(first, 0, bytes);
    find_areas();
    areas.env_end = (uintptr_t)first;
    set_areas();
}

static int has_threads(void) {
    struct stat tasks;
    return stat("/proc/self/task", &tasks) || tasks.st_nlink != 3; // itself, its parent and one
}

// Its threads, if it has any, go on meanwhile; this one stands still.
static struct job wait_for_job(void) {
    char word;
    struct message go = receive(STOPPED_CONTROL, &word, 1);
    if (go.count != 1) _exit(CANNOT_START);
    struct job job = read_job(go.descriptors[0]);
    close(go.descriptors[0]);
    close(STOPPED_CONTROL);
    return job;
}

static const char *stop(const char *path) {
    char *nothing = NULL;
    stop_at = NULL;
    struct interpreter interpreter = find_interpreter();
    // A fork has the thread that forked, and the locks of all.
    if ((!waits && has_threads()) || !interpreter.hold()) _exit(CANNOT_START);
    forget_for_start();
    interpreter.tidy();
    if (!waits && rehearse(interpreter.fork)) {
        if (interpreter.resume) interpreter.resume(&nothing);
        return EMPTY_PROGRAM;
    }
    char word = interpreter.resume ? ANY_ARGUMENTS : NO_ARGUMENTS;
    if (send(STOPPED_CONTROL, &word, 1, MSG_NOSIGNAL) != 1) _exit(CANNOT_START);

    struct job job = waits ? wait_for_job() : serve(STOPPED_CONTROL, interpreter.fork);
    if (*job.arguments) show_arguments(job.arguments);
    if (interpreter.resume) interpreter.resume(job.arguments);
    return path;
}

static const char *look(const char *path) {
    const char *wanted = stop_at; // other threads look too
    return wanted && strcmp(path, wanted) == 0 ? stop(path) : path;
}

#include "opening.h"
