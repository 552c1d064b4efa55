// Programs in the kernel: maps, socket filters, and BPF from older times that is still there.
// ends: exited 0
#include <linux/bpf.h>

int main(void) {
    union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };
    ATTEMPT(syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map));
    struct bpf_insn leave[] = { { 0xb7, 0, 0, 0, 0 }, { 0x95, 0, 0, 0, 0 } };
    union bpf_attr program = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (uintptr_t)leave, .insn_cnt = 2, .license = (uintptr_t)"GPL" };
    ATTEMPT(syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof program));
    for (int command = 0; command < 40; command++) ATTEMPT(syscall(SYS_bpf, command, &program, sizeof program));
    return contained();
}
