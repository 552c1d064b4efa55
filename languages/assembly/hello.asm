; Linux on x86-64; the numbers of its system calls are in rax.
global _start

section .data
text:   db "Hello from Assembly", 10
length: equ $ - text

section .text
_start:
        mov     eax, 1          ; write
        mov     edi, 1
        mov     rsi, text
        mov     edx, length
        syscall
        mov     eax, 60         ; exit
        xor     edi, edi
        syscall
