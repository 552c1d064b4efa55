print("open"
