echo "Hello from Nim"
