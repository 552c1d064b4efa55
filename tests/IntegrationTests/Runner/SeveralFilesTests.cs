using CodeExec.Contracts.Executions;

namespace CodeExec.IntegrationTests.Runner;

/// <summary>Programs of several files, as the users of each language write them, in the sandbox.</summary>
[Collection(nameof(LanguageFixture))]
public sealed class SeveralFilesTests(LanguageFixture fixture)
{
    private static readonly Dictionary<string, (string Source, string? EntryPoint, (string Name, string Content)[] Files)> Programs = new()
    {
        ["python"] = ("import util\nfrom lib.deep.text import WORD\nprint(util.hello(), WORD, open('data.txt').read())", null,
        [
            ("util.py", "def hello(): return 'hello'"), ("lib/__init__.py", ""), ("lib/deep/text.py", "WORD = 'world'"), ("data.txt", "data"),
        ]),
        ["python from another file"] = ("from util import hello\nprint(hello(), 'world', __file__[5:8] and 'data')", "app/start.py",
            [("app/util.py", "def hello(): return 'hello'"), ("main.py", "print('not me')")]),
        ["javascript"] = ("console.log(require('./util').hello(), require('./lib'), require('fs').readFileSync('data.txt', 'utf8'))", null,
            [("util.js", "exports.hello = () => 'hello'"), ("lib/index.js", "module.exports = 'world'"), ("data.txt", "data")]),
        ["javascript from another file"] = ("console.log(require('../util'), 'world', process.argv[2] && 'data')", "app/it's a \"start\" $(x).js",
            [("util.js", "module.exports = 'hello'")]),
        ["typescript"] = ("import { hello } from './util';\nimport word from './lib/word';\nconsole.log(hello(), word, process.argv[2] && 'data');", null,
            [("util.ts", "export function hello(): string { return 'hello'; }"), ("lib/word.ts", "const word: string = 'world';\nexport default word;")]),
        ["typescript from another file"] = ("import { hello } from '../util';\nconsole.log(hello(), 'world', 'data');", "app/start.ts",
            [("util.ts", "export const hello = () => 'hello';")]),
        ["c"] = ("#include <stdio.h>\n#include \"util.h\"\nint main(void) { printf(\"%s %s \", hello(), WORD); fflush(stdout); return cat(\"data.txt\"); }", null,
        [
            ("util.h", "#define WORD \"world\"\nconst char *hello(void);\nint cat(const char *);\n"), ("lib/hello.c", "#include \"util.h\"\nconst char *hello(void) { return \"hello\"; }\n"),
            ("cat it.c", "#include <stdio.h>\n#include \"util.h\"\nint cat(const char *name) { char text[9]; puts(fgets(text, sizeof text, fopen(name, \"r\"))); return 0; }\n"), ("data.txt", "data"),
        ]),
        ["c from another file"] = ("#include <stdio.h>\nint main(void) { puts(\"hello world data\"); }", "app/start.c", []),
        ["cpp"] = ("#include <iostream>\n#include \"util.hpp\"\nint main() { std::cout << hello() << \" world data\\n\"; }", null,
            [("util.hpp", "#include <string>\nstd::string hello();\n"), ("util.cc", "#include \"util.hpp\"\nstd::string hello() { return \"hello\"; }\n")]),
        ["go"] = ("package main\n\nimport \"os\"\n\nfunc main() {\n\tdata, _ := os.ReadFile(\"data.txt\")\n\tos.Stdout.WriteString(hello() + \" \" + word + \" \" + string(data) + \"\\n\")\n}\n", null,
        [
            ("hello.go", "package main\n\nimport \"strings\"\n\nfunc hello() string { return strings.ToLower(\"HELLO\") }\n"), ("-word.go", "package main\n\nconst word = \"world\"\n"), ("data.txt", "data"),
        ]),
        ["go from another file"] = ("package main\n\nfunc main() { say() }\n", "start.go", [("say.go", "package main\n\nimport \"fmt\"\n\nfunc say() { fmt.Println(\"hello world data\") }\n")]),
        ["java"] = ("import lib.Word;\npublic class Main { public static void main(String[] args) throws Exception { System.out.println(Util.hello() + \" \" + Word.WORD + \" \" + java.nio.file.Files.readString(java.nio.file.Path.of(\"data.txt\"))); } }", null,
        [
            ("Util.java", "class Util { static String hello() { return new Inner().word; } static class Inner { String word = \"hello\"; } }"),
            ("lib/Word.java", "package lib;\npublic class Word { public static final String WORD = \"world\"; }"), ("data.txt", "data"),
        ]),
        ["java from another file"] = ("package app;\n\npublic class Start { public static void main(String[] args) { System.out.println(\"hello world data\"); } }", "app/Start.java",
            [("Main.java", "public class Main { public static void main(String[] args) { System.out.println(\"not me\"); } }")]),
        ["csharp"] = ("Console.WriteLine($\"{Util.Hello()} world data\");", null, [("Util.cs", "static class Util { public static string Hello() => \"hello\"; }")]),
        ["fsharp"] = ("printfn \"%s world data\" (Util.hello ())", null, [("Util.fs", "module Util\nlet hello () = \"hello\"")]),
        ["visualbasic"] = ("Module Program\n  Sub Main()\n    Console.WriteLine(Util.Hello() & \" world data\")\n  End Sub\nEnd Module", null,
            [("Util.vb", "Module Util\n  Function Hello() As String\n    Return \"hello\"\n  End Function\nEnd Module")]),
        ["kotlin"] = ("fun main() { println(hello() + \" world data\") }", null, [("Util.kt", "fun hello() = \"hello\"")]),
        ["rust"] = ("mod util;\nfn main() { println!(\"{} world data\", util::hello()); }", null, [("util.rs", "pub fn hello() -> &'static str { \"hello\" }")]),
        ["fortran"] = ("program start\n  use util\n  print '(a)', hello() // ' world data'\nend program", null,
            [("util.f90", "module util\ncontains\n  function hello()\n    character(5) :: hello\n    hello = 'hello'\n  end function\nend module")]),
        ["haskell"] = ("import Util\nmain = putStrLn (hello ++ \" world data\")", null, [("Util.hs", "module Util where\nhello = \"hello\"")]),
        ["pascal"] = ("program start;\nuses util;\nbegin\n  writeln(hello(), ' world data');\nend.", null,
            [("util.pas", "unit util;\ninterface\nfunction hello(): string;\nimplementation\nfunction hello(): string;\nbegin\n  hello := 'hello';\nend;\nend.")]),
        ["d"] = ("import std.stdio, util;\nvoid main() { writeln(hello(), \" world data\"); }", null, [("util.d", "module util;\nstring hello() { return \"hello\"; }")]),
        ["vala"] = ("void main() { print(\"%s world data\\n\", hello()); }", null, [("util.vala", "string hello() { return \"hello\"; }")]),
        ["ruby"] = ("require_relative 'util'\nputs \"#{hello} world data\"", null, [("util.rb", "def hello = 'hello'")]),
        ["php"] = ("<?php require 'lib/util.php'; echo hello(), \" world data\\n\";", null, [("lib/util.php", "<?php function hello() { return 'hello'; }")]),
        ["perl from another file"] = ("require './../src/lib/util.pl'; print hello(), \" world data\\n\";", "app.pl", [("lib/util.pl", "sub hello { 'hello' } 1;")]),
    };

    public static TheoryData<string> Names() => [.. Programs.Keys.Where(name => LanguagesHere.Names.Contains(name.Split(' ')[0]))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_program_finds_its_other_files(string name)
    {
        var (source, entryPoint, files) = Programs[name];

        var run = await fixture.RunAsync(name.Split(' ')[0], source, entryPoint, files);

        run.Result.Stderr.Text().Should().BeEmpty();
        (run.Result.Termination, run.Result.ExitCode, run.Result.Stdout.Text()).Should().Be((Termination.Exited, 0, "hello world data\n"));
    }

    [Fact]
    public async Task A_changed_file_is_compiled_anew_and_the_same_ones_are_not()
    {
        var (source, mark) = ("package main\n\nfunc main() { println(word) }\n", Guid.NewGuid());
        (string, string)[] files = [("word.go", $"package main\n\nconst word = \"{mark}\"\n")];

        var first = await fixture.RunAsync("go", source, null, files);
        var same = await fixture.RunAsync("go", source, null, files);
        var changed = await fixture.RunAsync("go", source, null, ("word.go", "package main\n\nconst word = \"changed\"\n"), ("x.txt", $"{mark}"));

        (first.CompileTime > TimeSpan.Zero, same.CompileTime, changed.CompileTime > TimeSpan.Zero).Should().Be((true, null, true));
        (first.Result.Stderr.Text(), same.Result.Stderr.Text(), changed.Result.Stderr.Text()).Should().Be(($"{mark}\n", $"{mark}\n", "changed\n"));
    }

    [Fact]
    public async Task What_does_not_compile_is_told_with_the_name_of_its_file()
    {
        var run = await fixture.RunAsync("go", "package main\n\nfunc main() { say() }\n", null, ("say.go", "package main\n\nfunc say() { missing() }\n"));

        run.Result.Termination.Should().Be(Termination.CompileError);
        run.Result.Stderr.Text().Should().Be("say.go:3:14: undefined: missing\n");
    }
}
