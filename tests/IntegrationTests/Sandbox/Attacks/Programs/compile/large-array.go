// An array of gigabytes that begins with a one.
// ends: compile_limit or compile_error 1 or compile_error 2
package main

var array = [4 << 30]byte{1}

func main() { println(array[0]) }
