cat("open"
cat("closed")
