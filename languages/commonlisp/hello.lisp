(write-line "Hello from Common Lisp")
