// Makes an interpreter a template: preloaded into `python3 /src/main.py`, it stops where the interpreter opens that file, all of its
// start behind it, and serves runs from there. Each fork goes on, opens the file of its own shell and runs it: no runner script stands
// between, so __main__, arguments, tracebacks and the end are what they always are.
#define _GNU_SOURCE
#include "areas.h"
#include "python.h"
#include "server.h"

enum { CONTROL = 3 };

static const char *stop_at; // NULL outside a template and in its forks

static void nothing(void) {}

__attribute__((constructor)) static void begin(void) {
    stop_at = getenv("CODEEXEC_TEMPLATE");
    const char *own = getenv("LD_PRELOAD");
    if (!stop_at || !own) return;
    // The two are the last variables: cut them off what /proc/self/environ shows, and hide them from the interpreter.
    find_areas();
    areas.env_end = (uintptr_t)(own - strlen("LD_PRELOAD="));
    set_areas();
    unsetenv("LD_PRELOAD");
    unsetenv("CODEEXEC_TEMPLATE");
}

static void stop(void) {
    stop_at = NULL;
    struct fork_hooks hooks = { nothing, nothing, nothing };
    int forks_python = is_python();
    if (forks_python) {
        if (!prepare_python()) _exit(CANNOT_START);
        hooks = (struct fork_hooks){ python.PyOS_BeforeFork, python.PyOS_AfterFork_Parent, python.PyOS_AfterFork_Child };
    }
    if (send(CONTROL, "+", 1, MSG_NOSIGNAL) != 1) _exit(CANNOT_START);

    struct job job = serve(CONTROL, hooks);
    if (*job.arguments) show_arguments(job.arguments);
    if (forks_python) resume_python(job.arguments);
}

static void look(const char *path) {
    if (stop_at && strcmp(path, stop_at) == 0) stop();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

FILE *fopen(const char *path, const char *mode) {
    look(path);
    return REAL(fopen)(path, mode);
}

FILE *fopen64(const char *path, const char *mode) {
    look(path);
    return REAL(fopen64)(path, mode);
}
