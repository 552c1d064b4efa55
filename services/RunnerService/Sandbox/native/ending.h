// The end of CPython, up to where nobody can see more of it. When the program's last finaliser has run and its streams are flushed, an
// interpreter takes itself apart, type by type: a third of the CPU of a fork that prints a line, copies of the pages that it writes in for that
// included. What lies in the interpreter's own dictionary is freed between the two, and ours ends the process then. Nobody can ask it for the
// exit code, so that is done only where it is 0 for certain. Docs: C API, "PyInterpreterState_GetDict".
#pragma once
#include "python.h"
#include <stdlib.h>
#include <string.h>

static struct {
    PyObject *out, *err, *hook;
    int plain; // as far as could be seen when the program was last at its end
} ending;

static void end_here(PyObject *capsule) {
    (void)capsule;
    if (ending.plain) exit(0);
}

// Once, while it stands still before its program.
static void shorten_end(void) {
    PyObject *own = python.PyInterpreterState_GetDict(python.PyInterpreterState_Get());
    PyObject *capsule = own ? python.PyCapsule_New(&ending, NULL, end_here) : NULL;
    if (!capsule) return;
    python.PyDict_SetItemString(own, "codeexec", capsule);
    python.Py_DecRef(capsule);
    ending.hook = python.PySys_GetObject("excepthook");
    ending.out = python.PySys_GetObject("stdout");
    ending.err = python.PySys_GetObject("stderr");
}

// A stream that cannot be flushed at the end makes the exit code 120. So could another that is put in its place later: by what is
// registered with atexit, or by a thread.
static int is_as_it_was(const char *name, PyObject *stream) {
    if (python.PySys_GetObject(name) != stream) return 0;
    PyObject *flushed = python.PyObject_CallMethod(stream, "flush", NULL);
    if (!flushed) return python.PyErr_Clear(), 0;
    python.Py_DecRef(flushed);
    return 1;
}

static int is_plain(void) {
    PyObject *modules = python.PyImport_GetModuleDict();
    // No exception was printed; a hook for them might hide that.
    return !python.PySys_GetObject("last_type") && python.PySys_GetObject("excepthook") == ending.hook
        && !python.PyDict_GetItemString(modules, "atexit") && !python.PyDict_GetItemString(modules, "threading")
        && is_as_it_was("stdout", ending.out) && is_as_it_was("stderr", ending.err);
}

// The first that CPython asks for after its main program, and it asks only if that was not ended by SystemExit.
char *getenv(const char *name) {
    static __typeof__(&getenv) real;
    if (!real) real = (__typeof__(&getenv))dlsym(RTLD_NEXT, "getenv");
    if (ending.out && strcmp(name, "PYTHONINSPECT") == 0 && python.PyGILState_Check()) ending.plain = is_plain();
    return real(name);
}
