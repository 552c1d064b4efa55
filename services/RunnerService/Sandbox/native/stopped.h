// How an interpreter that is stopped before its program (template.c) talks. The numbers are high, so that what it opens for itself and for
// the program gets the numbers it always gets.
#pragma once

// A socket: it says that it stands still, and is told of runs (server.h), or of the one it waits for (keep.h).
// And, where it waits, the library that stops it, which its own /src does not have; it closes that when it is loaded.
enum { STOPPED_CONTROL = 250, STOPPED_LIBRARY = 251 };

// What it says: whether a run may bring arguments.
#define ANY_ARGUMENTS '+'
#define NO_ARGUMENTS '='
