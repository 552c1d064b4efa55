identification division.
program-id. error.
procedure division.
    display missing.
    stop run.
