print 3;
