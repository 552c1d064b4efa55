namespace CodeExec.Contracts.Executions;

/// <summary>Why a program ended. New values may be added; a reader treats an unknown one as <see cref="Exited"/>.</summary>
public static class Termination
{
    /// <summary>It exited by itself; the exit code says with what.</summary>
    public const string Exited = "exited";

    /// <summary>A signal that was not ours ended it; the signal number says which (signal(7)).</summary>
    public const string Signaled = "signaled";

    /// <summary>It reached the wall-clock limit. The execution is a TIMEOUT.</summary>
    public const string WallLimit = "wall_limit";

    /// <summary>It reached the CPU limit. The execution is a TIMEOUT.</summary>
    public const string CpuLimit = "cpu_limit";

    /// <summary>It was killed at its memory limit.</summary>
    public const string MemoryLimit = "memory_limit";

    /// <summary>It was killed for writing far more than the output limit.</summary>
    public const string OutputLimit = "output_limit";

    /// <summary>It wrote a file beyond the file size limit (SIGXFSZ).</summary>
    public const string FileSizeLimit = "file_size_limit";

    /// <summary>It made a system call that the sandbox forbids (SIGSYS).</summary>
    public const string ForbiddenSyscall = "forbidden_syscall";

    /// <summary>It did not compile; standard error holds the compiler's words.</summary>
    public const string CompileError = "compile_error";

    /// <summary>Its compiler reached a limit of time, memory or output.</summary>
    public const string CompileLimit = "compile_limit";
}
