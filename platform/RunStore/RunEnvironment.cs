using System.Text.RegularExpressions;

namespace CodeExec.RunStore;

/// <summary>Which environment variables a client may set for a program at all, whatever a deployment allows.</summary>
public static partial class RunEnvironment
{
    // They change what is started or how, before the program's first line: an interpreter that opens another file, a shell that runs
    // one first, a library loaded in between. In the sandbox that harms nobody but its user, who would look for the fault in his program.
    private static readonly string[] ReservedPrefixes =
        ["BASH_", "CODEEXEC_", "CORECLR_", "DOTNET_", "ELIXIR_", "ERL_", "GLIBC_", "GUILE_", "LD_", "LUA_", "MALLOC_", "OCTAVE_", "PERL5", "PIKE_"];

    private static readonly HashSet<string> Reserved =
    [
        "AWKLIBPATH", "AWKPATH", "BASHOPTS", "CLASSPATH", "ENV", "GCONV_PATH", "GEM_HOME", "GEM_PATH", "GFORTHPATH", "HOME", "IFS", "JAVA_OPTS", "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS", "NODE_OPTIONS", "NODE_PATH", "OLDPWD", "PATH", "PERL6LIB", "PERLLIB", "PHPRC", "PHP_INI_SCAN_DIR", "PLTADDONDIR", "PLTCOLLECTS", "PLTCOMPILEDROOTS", "PLTUSERHOME", "PWD", "PYTHONEXECUTABLE",
        "PYTHONHOME", "PYTHONINSPECT", "PYTHONPATH", "PYTHONPLATLIBDIR", "PYTHONSTARTUP", "PYTHONUSERBASE", "RAKULIB", "RUBYGEMS_GEMDEPS", "RUBYLIB", "RUBYOPT",
        "R_DEFAULT_PACKAGES", "R_ENVIRON", "R_ENVIRON_USER", "R_HOME", "R_LIBS", "R_LIBS_SITE", "R_LIBS_USER", "R_PROFILE", "R_PROFILE_USER", "SBCL_HOME", "SHELL",
        "SHELLOPTS", "SWI_HOME_DIR", "TAR_OPTIONS", "TCLLIBPATH", "TCL_LIBRARY", "TMPDIR",
    ];

    /// <summary>What is wrong with a variable, as the end of a sentence that begins with its name. Null when nothing is.</summary>
    public static string? FaultOf(string name, string? value) => value switch
    {
        _ when !Name.IsMatch(name) => "is no name: it must have 1 to 64 of A-Z, 0-9 and _ and begin with a letter",
        _ when Reserved.Contains(name) || ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) =>
            "is reserved: it would change how the program is started. Choose another name",
        null => "must be a string",
        // execve(2) takes strings that end at the first NUL.
        _ when value.Contains('\0', StringComparison.Ordinal) => "has U+0000, where the operating system would cut it",
        _ => null,
    };

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{0,63}\z")]
    private static partial Regex Name { get; }
}
