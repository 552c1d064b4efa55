using CodeExec.Languages;

namespace CodeExec.RunnerService.Toolchains;

/// <summary>A language as it was found on this machine.</summary>
/// <param name="Language">Its entry in the catalogue.</param>
/// <param name="Version">Number by which the toolchain calls itself.</param>
/// <param name="Folder">What its prepare script made; null when it has none.</param>
internal sealed record Toolchain(Language Language, string Version, string? Folder);
