(display "open"
