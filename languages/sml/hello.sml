print "Hello from Standard ML\n"
