using System.Text;
using CodeExec.Languages;
using CodeExec.RunStore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Programs;

/// <summary>
/// A program as it is written: the main file has its name from the language and is there unless it is empty, files lie beside it, and
/// the entry point names the one of all these that is run.
/// </summary>
/// <param name="Language">Says what the main file is called.</param>
/// <param name="SourceBytes">Length of the main file in UTF-8.</param>
/// <param name="Files">Each of them passed <see cref="RunFileRules"/>, or will.</param>
/// <param name="EntryPoint">Null or empty: the main file.</param>
internal sealed record ProgramParts(Language Language, int SourceBytes, IReadOnlyList<RunFile> Files, string? EntryPoint)
{
    // Where a compiled program is put when it runs.
    private const string Compiled = "program";

    private string Main => Language.SourceFile;

    private string Entry => string.IsNullOrEmpty(EntryPoint) ? Main : EntryPoint;

    private int EntryIndex => Files.Select(file => file.Name).ToList().IndexOf(Entry);

    /// <summary>What is wrong with them together. Null when nothing is.</summary>
    /// <param name="limitBytes">Most bytes of all of them.</param>
    public ProblemHttpResult? FindProblem(int limitBytes)
    {
        var size = SourceBytes + Files.Sum(file => (long)Encoding.UTF8.GetByteCount(file.Content));
        if (size > limitBytes)
        {
            return ProgramProblems.SourceTooLarge(size, limitBytes, Files.Count > 0 ? "files" : "source_code");
        }

        if (RunFileRules.Find(Files, [.. Taken()]) is { } fault)
        {
            return ProgramProblems.InvalidFiles(fault);
        }

        return Entry == Main ? null
            : !Language.TakesEntryPoint ? ProgramProblems.FixedEntryPoint(Language)
            : EntryIndex < 0 ? ProgramProblems.UnknownEntryPoint(Entry, Language)
            : null;
    }

    /// <summary>What is run, when nothing is wrong.</summary>
    /// <param name="source">The main file.</param>
    public RunProgram ToRun(byte[] source)
    {
        if (EntryIndex is not (>= 0 and var index))
        {
            return new RunProgram(Language.Name, null, source, RunFiles.Write(Files));
        }

        List<RunFile> others = [.. Files];
        others.RemoveAt(index);
        if (source.Length > 0)
        {
            others.Insert(0, new RunFile { Name = Main, Content = Encoding.UTF8.GetString(source) });
        }

        return new RunProgram(Language.Name, Entry == Main ? null : Entry, Encoding.UTF8.GetBytes(Files[index].Content), RunFiles.Write(others));
    }

    private IEnumerable<(string Name, string Owner)> Taken()
    {
        if (SourceBytes > 0 || (Entry == Main && EntryIndex < 0))
        {
            yield return (Main, "what source_code holds");
        }

        if (Language.Compile is not null)
        {
            yield return (Compiled, "the compiled program");
        }
    }
}
