using CodeExec.Languages;

namespace CodeExec.RunnerService.Sandbox.Bubblewrap;

/// <summary>The few files that a sandbox has instead of the host's: a small /etc, and our own programs.</summary>
internal sealed class SystemFiles
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Where <see cref="Template"/> is for a factory; a run's own /src covers it.</summary>
    public const string TemplateInside = "/src/template.so";

    private static readonly Dictionary<string, string> Files = new()
    {
        ["passwd"] = "root:x:0:0:root:/:/usr/sbin/nologin\nsandbox:x:1000:1000::/workspace:/bin/sh\nnobody:x:65534:65534::/:/usr/sbin/nologin\n",
        ["group"] = "root:x:0:\nsandbox:x:1000:\nnogroup:x:65534:\n",
        ["hosts"] = "127.0.0.1 localhost sandbox\n::1 localhost\n",
        ["nsswitch.conf"] = "passwd: files\ngroup: files\nhosts: files\n",
    };

    public SystemFiles(InstanceDirectory instance)
    {
        (Init, Factory, Compile, Template) = ($"{instance.Path}/init", $"{instance.Path}/factory", $"{instance.Path}/compile", $"{instance.Path}/template.so");
        Etc = Directory.CreateDirectory($"{instance.Path}/etc", Executable).FullName;
        foreach (var (name, content) in Files)
        {
            File.WriteAllText($"{Etc}/{name}", content);
        }

        Directory.CreateDirectory($"{Etc}/alternatives"); // where the host's is mounted: links that lead to toolchains
        if (File.Exists("/etc/ld.so.cache"))
        {
            File.Copy("/etc/ld.so.cache", $"{Etc}/ld.so.cache");
        }

        foreach (var path in LanguageCatalogue.BuiltIn.All.SelectMany(language => language.EtcFiles).Distinct().SelectMany(Matching))
        {
            CopyPublic(path, Etc);
        }

        foreach (var program in new[] { Init, Factory, Compile, Template })
        {
            // Copies, because the sandbox's user need not be able to reach where we are installed.
            File.Copy($"{AppContext.BaseDirectory}/sandbox/{Path.GetFileName(program)}", program);
        }

        foreach (var file in Directory.EnumerateFiles(Etc).Concat([Init, Factory, Compile, Template]))
        {
            File.SetUnixFileMode(file, Executable);
        }
    }

    public string Etc { get; }

    /// <summary>init.c.</summary>
    public string Init { get; }

    /// <summary>factory.c.</summary>
    public string Factory { get; }

    /// <summary>compile.c.</summary>
    public string Compile { get; }

    /// <summary>template.c.</summary>
    public string Template { get; }

    private static IEnumerable<string> Matching(string pattern) => Directory.EnumerateFileSystemEntries("/etc", pattern);

    // Links to files become files, and what not everyone on this machine may read stays out.
    private static void CopyPublic(string path, string folder)
    {
        var copy = $"{folder}/{Path.GetFileName(path)}";
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (Directory.Exists(file))
        {
            Directory.CreateDirectory(copy, Executable);
            foreach (var entry in Directory.EnumerateFileSystemEntries(path))
            {
                CopyPublic(entry, copy);
            }
        }
        else if (File.Exists(file) && File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead))
        {
            File.Copy(file, copy, overwrite: true);
            File.SetUnixFileMode(copy, Executable);
        }
    }
}
