// What CPython needs around a fork that it does not do itself, and at its end (ending.h). All of it is public and most of it stable ABI, looked up
// when it runs: no headers of a version are needed to build this, and one file serves every version. Docs: C API, "PyOS_BeforeFork" and "Limited C API".
#pragma once
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

typedef struct python_object PyObject;

static struct {
    int (*PyGILState_Ensure)(void);
    void (*PyGILState_Release)(int);
    void (*PyOS_BeforeFork)(void);
    void (*PyOS_AfterFork_Parent)(void);
    void (*PyOS_AfterFork_Child)(void);
    PyObject *(*PyImport_ImportModule)(const char *);
    PyObject *(*PyImport_AddModule)(const char *);
    PyObject *(*PyImport_GetModuleDict)(void);
    PyObject *(*PyModule_GetDict)(PyObject *);
    PyObject *(*PyDict_GetItemString)(PyObject *, const char *);
    int (*PyDict_DelItemString)(PyObject *, const char *);
    PyObject *(*PyObject_CallMethod)(PyObject *, const char *, const char *, ...);
    void (*PyObject_GC_UnTrack)(void *);
    void (*PyObject_GC_Track)(void *);
    PyObject *(*PySys_GetObject)(const char *);
    PyObject *(*PyUnicode_DecodeFSDefault)(const char *);
    int (*PyList_Append)(PyObject *, PyObject *);
    void (*Py_DecRef)(PyObject *);
    PyObject *(*PyCapsule_New)(void *, const char *, void (*)(PyObject *));
    void *(*PyInterpreterState_Get)(void);
    PyObject *(*PyInterpreterState_GetDict)(void *);
    int (*PyDict_SetItemString)(PyObject *, const char *, PyObject *);
    void (*PyErr_Clear)(void);
    int (*PyGILState_Check)(void);
    int state;
} python;

#define FIND(name) ((python.name = dlsym(RTLD_DEFAULT, #name)) != NULL)

static int is_python(void) { return dlsym(RTLD_DEFAULT, "Py_IsInitialized") != NULL; }

static int find_python(void) {
    return FIND(PyGILState_Ensure) && FIND(PyGILState_Release) && FIND(PyOS_BeforeFork) && FIND(PyOS_AfterFork_Parent)
        && FIND(PyOS_AfterFork_Child) && FIND(PyImport_ImportModule) && FIND(PyImport_AddModule) && FIND(PyImport_GetModuleDict)
        && FIND(PyModule_GetDict) && FIND(PyDict_GetItemString) && FIND(PyDict_DelItemString) && FIND(PyObject_CallMethod)
        && FIND(PyObject_GC_UnTrack) && FIND(PyObject_GC_Track) && FIND(PySys_GetObject) && FIND(PyUnicode_DecodeFSDefault)
        && FIND(PyList_Append) && FIND(Py_DecRef) && FIND(PyCapsule_New) && FIND(PyInterpreterState_Get) && FIND(PyInterpreterState_GetDict)
        && FIND(PyDict_SetItemString) && FIND(PyErr_Clear) && FIND(PyGILState_Check);
}

static void track_again(PyObject *object) {
    python.PyObject_GC_UnTrack(object);
    python.PyObject_GC_Track(object);
}

// Frozen objects are not visited by the collector, so that its marks do not copy their pages into every child.
static void freeze_heap(void) {
    PyObject *modules = python.PyImport_GetModuleDict();
    int loaded = python.PyDict_GetItemString(modules, "gc") != NULL;
    PyObject *collector = python.PyImport_ImportModule("gc");
    python.PyObject_CallMethod(collector, "collect", NULL);
    python.PyObject_CallMethod(collector, "freeze", NULL);
    if (!loaded) python.PyDict_DelItemString(modules, "gc");
    // But __main__ is the user's: frozen, what hangs on it in a cycle would never be finalised, and an unclosed file lose its data.
    PyObject *main_ = python.PyImport_AddModule("__main__");
    track_again(python.PyModule_GetDict(main_));
    track_again(main_);
}

static int hold_python(void) {
    if (!find_python()) return 0;
    python.state = python.PyGILState_Ensure(); // it opens files without its lock
    return 1;
}

static pid_t fork_python(void) {
    python.PyOS_BeforeFork();
    pid_t child = fork();
    int error = errno;
    if (child == 0) python.PyOS_AfterFork_Child();
    else python.PyOS_AfterFork_Parent();
    errno = error;
    return child;
}

static void append(const char *list, PyObject *item) {
    PyObject *found = python.PySys_GetObject(list);
    if (found) python.PyList_Append(found, item); // orig_argv is not in every version
}

static void resume_python(char **arguments) {
    for (; *arguments; arguments++) {
        PyObject *argument = python.PyUnicode_DecodeFSDefault(*arguments);
        append("argv", argument);
        append("orig_argv", argument);
        python.Py_DecRef(argument);
    }
    python.PyGILState_Release(python.state);
}
