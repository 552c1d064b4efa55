identification division.
program-id. echo.
environment division.
input-output section.
file-control.
    select input-file assign to keyboard organization line sequential.
data division.
file section.
fd input-file.
01 input-line pic x(1024).
procedure division.
    open input input-file
    perform until exit
        read input-file at end stop run end-read
        display function trim(input-line trailing)
    end-perform.
