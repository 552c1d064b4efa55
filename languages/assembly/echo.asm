global _start

section .bss
buffer: resb 4096

section .text
_start:
        xor     eax, eax        ; read
        xor     edi, edi
        mov     rsi, buffer
        mov     edx, 4096
        syscall
        test    rax, rax
        jle     done
        mov     rdx, rax
        mov     eax, 1          ; write
        mov     edi, 1
        mov     rsi, buffer
        syscall
        jmp     _start
done:
        mov     eax, 60         ; exit
        xor     edi, edi
        syscall
