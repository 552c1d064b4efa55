puts "Hello from Tcl"
