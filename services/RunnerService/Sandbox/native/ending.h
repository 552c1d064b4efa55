// The end of CPython, up to where nobody can see more of it. When the program's last finaliser has run and its streams are flushed, an
// interpreter takes itself apart, type by type: a third of the CPU of a fork that prints a line, copies of the pages that it writes in for that
// included. What lies in the interpreter's own dictionary is freed between the two, and ours ends the process then. Nobody can ask it for the
// exit code, so that is done only where it is 0 for certain. Docs: C API, "PyInterpreterState_GetDict".
#pragma once
#include "python.h"
#include <stdlib.h>
#include <string.h>

static struct {
    PyObject *(*PyCapsule_New)(void *, const char *, void (*)(PyObject *));
    void *(*PyInterpreterState_Get)(void);
    PyObject *(*PyInterpreterState_GetDict)(void *);
    int (*PyDict_SetItemString)(PyObject *, const char *, PyObject *);
    void (*PyErr_Clear)(void);
    int (*PyGILState_Check)(void);
    PyObject *out, *err, *hook;
    int plain; // as far as could be seen when the program was last at its end
} ending;

#define FIND_FOR_END(name) ((ending.name = dlsym(RTLD_DEFAULT, #name)) != NULL)

static void end_here(PyObject *capsule) {
    (void)capsule;
    if (ending.plain) exit(0);
}

// Once, while it stands still before its program.
static void shorten_end(void) {
    if (!FIND_FOR_END(PyCapsule_New) || !FIND_FOR_END(PyInterpreterState_Get) || !FIND_FOR_END(PyInterpreterState_GetDict)
        || !FIND_FOR_END(PyDict_SetItemString) || !FIND_FOR_END(PyErr_Clear) || !FIND_FOR_END(PyGILState_Check)) return;
    PyObject *own = ending.PyInterpreterState_GetDict(ending.PyInterpreterState_Get());
    PyObject *capsule = own ? ending.PyCapsule_New(&ending, NULL, end_here) : NULL;
    if (!capsule) return;
    ending.PyDict_SetItemString(own, "codeexec", capsule);
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
    if (!flushed) return ending.PyErr_Clear(), 0;
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
    if (ending.out && strcmp(name, "PYTHONINSPECT") == 0 && ending.PyGILState_Check()) ending.plain = is_plain();
    return real(name);
}
