identification division.
program-id. hello.
procedure division.
    display "Hello from COBOL".
    stop run.
