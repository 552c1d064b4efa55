puts "open
