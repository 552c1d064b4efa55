create line 1024 allot

: echo ( -- )
  begin line 1024 stdin read-line throw while
    line swap type cr
  repeat drop ;

echo
