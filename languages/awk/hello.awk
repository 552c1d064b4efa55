BEGIN { print "Hello from AWK" }
