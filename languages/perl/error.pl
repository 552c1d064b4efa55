print "open"
print "closed";
