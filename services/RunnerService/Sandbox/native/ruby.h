// What Ruby needs around a fork: its own Process.fork, which starts its timers and random numbers anew. By its C API, looked up when it
// runs, as in python.h; a VALUE is a machine word, and a small integer is 2n + 1 in it.
#pragma once
#include <dlfcn.h>
#include <stdint.h>
#include <unistd.h>

static struct {
    uintptr_t *rb_mProcess;
    uintptr_t (*rb_intern)(const char *);
    uintptr_t (*rb_funcallv)(uintptr_t, uintptr_t, int, const uintptr_t *);
    uintptr_t (*rb_gc_start)(void);
    void (*ruby_set_argv)(int, char **);
} ruby;

static int is_ruby(void) { return dlsym(RTLD_DEFAULT, "ruby_set_argv") != NULL; }

static int hold_ruby(void) {
    return (ruby.rb_mProcess = dlsym(RTLD_DEFAULT, "rb_mProcess")) && (ruby.rb_intern = dlsym(RTLD_DEFAULT, "rb_intern"))
        && (ruby.rb_funcallv = dlsym(RTLD_DEFAULT, "rb_funcallv")) && (ruby.rb_gc_start = dlsym(RTLD_DEFAULT, "rb_gc_start"))
        && (ruby.ruby_set_argv = dlsym(RTLD_DEFAULT, "ruby_set_argv"));
}

// What the start left as garbage would be swept by every child, each in copies of its pages.
static void collect_ruby(void) { ruby.rb_gc_start(); }

// nil in the child. A failure is an exception, which ends the template: the runner starts another.
static pid_t fork_ruby(void) {
    uintptr_t child = ruby.rb_funcallv(*ruby.rb_mProcess, ruby.rb_intern("fork"), 0, NULL);
    return child & 1 ? (pid_t)(child >> 1) : 0;
}

static void resume_ruby(char **arguments) {
    int count = 0;
    while (arguments[count]) count++;
    if (count) ruby.ruby_set_argv(count, arguments);
}
