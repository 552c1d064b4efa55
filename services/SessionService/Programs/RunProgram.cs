namespace CodeExec.SessionService.Programs;

/// <summary>What one run runs.</summary>
/// <param name="Language">Name in the catalogue.</param>
/// <param name="EntryPoint">What the file that is run or compiled is called. Null: as the language calls its main file.</param>
/// <param name="Source">What is in that file, UTF-8.</param>
/// <param name="Files">The files beside it, as <see cref="RunStore.RunFiles"/> writes them. Null for none.</param>
internal sealed record RunProgram(string Language, string? EntryPoint, byte[] Source, byte[]? Files);
