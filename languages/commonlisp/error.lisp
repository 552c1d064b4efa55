(write-line "open"
