// Files of the host by the compiler's directives.
// ends: compile_error 1 or compile_error 2
package main

// #include "@CANARY@"
import "C"
import _ "embed"

//go:embed @CANARY@
var canary string

//line @CANARY@:1
func main() { println(canary) }
