IO.puts("open"
