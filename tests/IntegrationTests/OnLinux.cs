// Programs are isolated by Linux alone, and so these tests run nowhere else.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
