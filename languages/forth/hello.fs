.( Hello from Forth) cr
