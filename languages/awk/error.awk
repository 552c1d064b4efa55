BEGIN { print "open"
