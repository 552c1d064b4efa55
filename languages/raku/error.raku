say "open"
say "closed";
