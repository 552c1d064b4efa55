using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>Turns runsc's words, or bubblewrap's around it, into what an operator has to grant.</summary>
internal static class GVisorFailure
{
    private const string Advice =
        "gVisor could not start its kernel. It needs ptrace: on the host kernel.yama.ptrace_scope must be 0 or 1; in a container use a seccomp profile "
        + "that allows ptrace, process_vm_readv and process_vm_writev beside what bubblewrap needs.";

    /// <summary>A sentence for <c>/health/ready</c> and the log.</summary>
    public static string Explain(string words) =>
        words.Contains("running container", StringComparison.Ordinal) ? $"{Advice} ({words})" : BubblewrapFailure.Explain(words);
}
