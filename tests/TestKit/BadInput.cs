using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CodeExec.TestKit;

/// <summary>One request that must be refused with one problem, whichever host it is sent to, and leave everything as it was.</summary>
public sealed record BadInput(string Name, HttpMethod Method, string Path, int Status, string Problem)
{
    private const string Session = "/code-sessions/{session}";
    private const string Run = "/code-sessions/{session}/run";
    private const string Nobody = "7d5f0b5e-3c1a-4c57-9a3e-0a8b6a3f2d11";

    /// <summary>Makes the body, anew for each request. Null sends none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>A header beyond the body's.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>What the problem's detail must contain.</summary>
    public string Detail { get; init; } = "";

    /// <summary>True for paths that SessionService alone does not serve.</summary>
    public bool NeedsExecutions { get; init; }

    /// <summary>Every case.</summary>
    public static IReadOnlyList<BadInput> All { get; } =
    [
        new("unknown session, read", HttpMethod.Get, $"/code-sessions/{Nobody}", 404, "session-not-found") { Detail = Nobody },
        new("unknown session, saved", HttpMethod.Patch, $"/code-sessions/{Nobody}", 404, "session-not-found") { Body = Json("""{"source_code":"x"}""") },
        new("unknown session, run", HttpMethod.Post, $"/code-sessions/{Nobody}/run", 404, "session-not-found"),
        new("malformed session id, read", HttpMethod.Get, "/code-sessions/abc", 404, "malformed-id") { Detail = "abc" },
        new("malformed session id, saved", HttpMethod.Patch, "/code-sessions/1;drop", 404, "malformed-id") { Body = Json("""{"source_code":"x"}""") },
        new("malformed session id, run", HttpMethod.Post, "/code-sessions/..%2Fhealth/run", 404, "malformed-id"),
        new("very long session id", HttpMethod.Get, $"/code-sessions/{new string('a', 4000)}", 404, "malformed-id"),
        new("unknown execution", HttpMethod.Get, $"/executions/{Nobody}", 404, "execution-not-found") { NeedsExecutions = true, Detail = Nobody },
        new("malformed execution id", HttpMethod.Get, "/executions/abc", 404, "malformed-id") { NeedsExecutions = true, Detail = "abc" },
        new("malformed execution id, history", HttpMethod.Get, "/executions/..%2Fhealth/history", 404, "malformed-id") { NeedsExecutions = true },
        new("very long execution id", HttpMethod.Get, $"/executions/{new string('a', 4000)}", 404, "malformed-id") { NeedsExecutions = true },
        new("wrong method on an execution", HttpMethod.Delete, $"/executions/{Nobody}", 405, "method-not-allowed") { NeedsExecutions = true, Detail = "GET" },
        new("unknown execution's history", HttpMethod.Get, $"/executions/{Nobody}/history", 404, "execution-not-found") { NeedsExecutions = true },
        new("unknown execution with a query", HttpMethod.Get, $"/executions/{Nobody}?language=%00", 404, "execution-not-found") { NeedsExecutions = true, Detail = Nobody },
        new("unknown session with a query", HttpMethod.Get, $"/code-sessions/{Nobody}?language=%00&limit=x", 404, "session-not-found") { Detail = Nobody },
        new("unknown path", HttpMethod.Get, "/nowhere", 404, "route-not-found") { Detail = "/nowhere" },
        new("unknown path below a session", HttpMethod.Get, $"{Session}/nowhere", 404, "route-not-found"),
        new("management from outside", HttpMethod.Get, "/dead-letters", 404, "route-not-found"),
        new("wrong method on a session", HttpMethod.Delete, Session, 405, "method-not-allowed") { Detail = "PATCH" },
        new("wrong method on run", HttpMethod.Get, Run, 405, "method-not-allowed") { Detail = "POST" },
        new("wrong method on languages", HttpMethod.Post, "/languages", 405, "method-not-allowed") { Detail = "GET" },

        new("unknown language", HttpMethod.Patch, Session, 422, "unknown-language") { Body = Json("""{"language":"klingon"}"""), Detail = "python" },
        new("blank language", HttpMethod.Patch, Session, 422, "unknown-language") { Body = Json("""{"language":""}""") },
        new("language of 10,000 letters", HttpMethod.Patch, Session, 422, "unknown-language") { Body = Json($$"""{"language":"{{new string('x', 10_000)}}"}""") },
        new("unknown language, new session", HttpMethod.Post, "/code-sessions", 422, "unknown-language") { Body = Json("""{"language":"klingon"}""") },
        new("language is a number", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"language":42}"""), Detail = "language must be a string" },
        new("source is an array", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"source_code":["x"]}"""), Detail = "source_code must be a string" },
        new("null source", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"source_code":null}"""), Detail = "source_code must be a string" },
        new("null language", HttpMethod.Post, "/code-sessions", 422, "invalid-body") { Body = Json("""{"language":null}"""), Detail = "language must be a string" },
        new("limit is text", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"limits":{"wall_time_ms":"5"}}"""), Detail = "limits.wall_time_ms must be a whole number" },
        new("limit is a fraction", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"limits":{"wall_time_ms":1.5}}"""), Detail = "whole number" },
        new("limit beyond 64 bits", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"limits":{"memory_bytes":1e99}}"""), Detail = "whole number" },
        new("limits is a number", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"limits":5}"""), Detail = "limits must be an object" },
        new("args is an object", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"args":{}}"""), Detail = "args must be an array" },
        new("argument is a number", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"args":["a",1]}"""), Detail = "args[1] must be a string" },
        new("array for object", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("[]"), Detail = "The body must be an object" },
        new("string for object", HttpMethod.Post, "/code-sessions", 422, "invalid-body") { Body = Json("\"python\""), Detail = "The body must be an object" },
        new("unknown field", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"source":"x"}"""), Detail = "source is not a field. Known here: language, source_code" },
        new("field in another case", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"SourceCode":"x"}"""), Detail = "SourceCode is not a field" },
        new("protected field", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"status":"COMPLETED"}"""), Detail = "status is not a field" },
        new("unknown field within limits", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"limits":{"cpu":1}}"""), Detail = "limits.cpu is not a field" },
        new("duplicate key", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"source_code":"a","source_code":"b"}"""), Detail = "source_code is there twice" },
        new("lone surrogate", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"source_code":"\ud800"}"""), Detail = "not valid Unicode" },
        new("malformed UTF-8", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json([.. "{\"source_code\":\""u8, 0xff, 0xc0, .. "\"}"u8]), Detail = "not valid Unicode" },

        new("broken JSON", HttpMethod.Patch, Session, 400, "malformed-json") { Body = Json("{\n  \"language\": pyth"), Detail = "Line 2, position 15" },
        new("JSON cut short", HttpMethod.Post, Run, 400, "malformed-json") { Body = Json("""{"stdin":"x" """), Detail = "Line 1" },
        new("trailing comma", HttpMethod.Patch, Session, 400, "malformed-json") { Body = Json("""{"language":"python",}""") },
        new("text after the object", HttpMethod.Patch, Session, 400, "malformed-json") { Body = Json("""{"language":"python"} x""") },
        new("raw NUL in JSON", HttpMethod.Patch, Session, 400, "malformed-json") { Body = Json("{\"source_code\":\"a\0b\"}") },
        new("100 deep", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json($$"""{"args":{{new string('[', 100)}}{{new string(']', 100)}}}"""), Detail = "args[0]" },
        new("100 deep in an unknown field", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json($$"""{"deep":{{new string('[', 100)}}{{new string(']', 100)}}}""") },
        new("white space for a body", HttpMethod.Patch, Session, 400, "malformed-json") { Body = Json("  ") },
        new("no body", HttpMethod.Patch, Session, 400, "empty-body"),
        new("body null", HttpMethod.Patch, Session, 400, "empty-body") { Body = Json("null") },
        new("body of no bytes", HttpMethod.Patch, Session, 400, "empty-body") { Body = Json("") },
        new("nothing to change", HttpMethod.Patch, Session, 422, "nothing-to-change") { Body = Json("{}") },

        new("source of 1 MiB and 1 byte", HttpMethod.Patch, Session, 413, "source-too-large") { Body = Json($$"""{"source_code":"{{new string('x', 1024 * 1024)}}y"}"""), Detail = "1048577" },
        new("source too large in UTF-8 alone", HttpMethod.Post, "/code-sessions", 413, "source-too-large") { Body = Json($$"""{"source_code":"{{new string('é', (512 * 1024) + 1)}}"}""") },
        new("stdin of 1 MiB and 1 byte", HttpMethod.Post, Run, 413, "stdin-too-large") { Body = Json($$"""{"stdin":"{{new string('x', 1024 * 1024)}}y"}""") },
        new("8 MiB body", HttpMethod.Patch, Session, 413, "body-too-large") { Body = Json(new byte[8 * 1024 * 1024]) },
        new("20 MiB body of unsaid length", HttpMethod.Patch, Session, 413, "body-too-large") { Body = () => new ChunkedContent(20 * 1024 * 1024) },
        new("gzip bomb", HttpMethod.Patch, Session, 415, "compressed-body") { Body = Bomb },
        new("form", HttpMethod.Patch, Session, 415, "unsupported-media-type") { Body = () => new FormUrlEncodedContent([new("language", "python")]), Detail = "application/json" },
        new("plain text", HttpMethod.Post, Run, 415, "unsupported-media-type") { Body = () => new StringContent("{}", Encoding.UTF8, "text/plain") },
        new("no content type", HttpMethod.Patch, Session, 415, "unsupported-media-type") { Body = () => new ByteArrayContent("{}"u8.ToArray()) },
        new("UTF-16", HttpMethod.Patch, Session, 415, "unsupported-media-type") { Body = () => new StringContent("{}", Encoding.Unicode, "application/json") },
        new("unknown charset", HttpMethod.Patch, Session, 415, "unsupported-media-type")
        {
            Body = () => new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json; charset=klingon") } },
        },

        new("wall time above the maximum", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"wall_time_ms":3600000}}"""), Detail = "limits.wall_time_ms is 3600000" },
        new("memory below the minimum", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"memory_bytes":1}}""") },
        new("negative output", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"output_bytes":-1}}""") },
        new("file of no size", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"file_bytes":0}}"""), Detail = "limits.file_bytes is 0" },
        new("too few open files", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"open_files":3}}"""), Detail = "limits.open_files is 3" },
        new("too much disk", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"disk_bytes":9223372036854775807}}""") },
        new("no processor at all", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"cpu_percent":0}}"""), Detail = "limits.cpu_percent is 0" },
        new("half a percent", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"limits":{"cpu_percent":50.5}}"""), Detail = "limits.cpu_percent" },
        new("NUL in an argument", HttpMethod.Post, Run, 422, "invalid-args") { Body = Json("""{"args":["a\u0000b"]}"""), Detail = "args[0]" },
        new("null argument", HttpMethod.Post, Run, 422, "invalid-args") { Body = Json("""{"args":["a",null]}"""), Detail = "args[1]" },
        new("too many arguments", HttpMethod.Post, Run, 422, "invalid-args") { Body = Json($$"""{"args":[{{string.Join(',', Enumerable.Repeat("\"x\"", 500))}}]}""") },
        new("too much CPU time", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"cpu_time_ms":20001}}"""), Detail = "limits.cpu_time_ms is 20001" },
        new("too many processes", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"processes":65}}"""), Detail = "limits.processes is 65" },
        new("no process at all", HttpMethod.Post, Run, 422, "limit-out-of-range") { Body = Json("""{"limits":{"processes":0}}""") },

        new("null files", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"files":null}"""), Detail = "files must be an array" },
        new("file is text", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"files":["a.py"]}"""), Detail = "files[0] must be an object" },
        new("null file", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Json("""{"files":[null]}"""), Detail = "files[0] must be an object" },
        new("file without content", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"files":[{"name":"a.py"}]}"""), Detail = "files[0] lacks content" },
        new("file with a null name", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"files":[{"name":null,"content":""}]}"""), Detail = "name must be a string" },
        new("file with an unknown field", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"files":[{"name":"a","content":"","mode":7}]}"""), Detail = "files[0].mode is not a field" },
        new("file without a name", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files(""), Detail = "files[0].name '' is empty" },
        new("absolute file", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("/etc/passwd"), Detail = "relative" },
        new("file above", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a/../../b"), Detail = ".." },
        new("file of dots, run", HttpMethod.Post, Run, 422, "invalid-files") { Body = Files("..") },
        new("file with an empty part", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a//b"), Detail = "empty part" },
        new("file that is a folder", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a/"), Detail = "empty part" },
        new("file with a NUL", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a\\u0000b") },
        new("file with a line end", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a\\nb") },
        new("file with a backslash", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a\\\\b"), Detail = "backslash" },
        new("file with a long name", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files(new string('é', 128)), Detail = "255 bytes" },
        new("file too deep", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("1/2/3/4/5/6/7/8/9"), Detail = "9 parts" },
        new("file twice", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a.py", "a.py"), Detail = "files[1].name 'a.py'" },
        new("file in a file", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("a/b", "a"), Detail = "files[0].name 'a/b' is in the folder 'a'" },
        new("file named as the main one", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files("main.py"), Detail = "source_code" },
        new("file in the main one", HttpMethod.Post, Run, 422, "invalid-files") { Body = Files("main.py/x"), Detail = "source_code" },
        new("file named as the compiled program", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Json("""{"language":"go","files":[{"name":"program","content":""}]}"""), Detail = "compiled" },
        new("101 files", HttpMethod.Patch, Session, 422, "invalid-files") { Body = Files([.. Enumerable.Range(0, 101).Select(number => $"{number}.py")]), Detail = "100" },
        new("files and source above 1 MiB together", HttpMethod.Patch, Session, 413, "source-too-large") { Body = Json($$"""{"files":[{"name":"a.py","content":"{{new string('x', (1024 * 1024) - 7)}}"}]}"""), Detail = "1048577" },
        new("files above 1 MiB, run", HttpMethod.Post, Run, 413, "source-too-large") { Body = Json($$"""{"files":[{"name":"a.py","content":"{{new string('x', 1024 * 1024)}}"}]}""") },
        new("unknown entry point", HttpMethod.Patch, Session, 422, "unknown-entry-point") { Body = Json("""{"entry_point":"app.py"}"""), Detail = "main.py" },
        new("unknown entry point, run", HttpMethod.Post, Run, 422, "unknown-entry-point") { Body = Json("""{"entry_point":"../app.py"}""") },
        new("unknown entry point, new session", HttpMethod.Post, "/code-sessions", 422, "unknown-entry-point") { Body = Json("""{"entry_point":"main.go"}""") },
        new("null entry point", HttpMethod.Patch, Session, 422, "invalid-body") { Body = Json("""{"entry_point":null}"""), Detail = "entry_point must be a string" },

        new("environment is an array", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"env":["A=1"]}"""), Detail = "env must be an object" },
        new("variable is a number", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"env":{"A":1}}"""), Detail = "env.A must be a string" },
        new("variable twice", HttpMethod.Post, Run, 422, "invalid-body") { Body = Json("""{"env":{"A":"1","A":"2"}}"""), Detail = "twice" },
        new("null variable", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"A":null}}"""), Detail = "env.A must be a string" },
        new("variable without a name", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"":"x"}}""") },
        new("variable in lower case", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"a.b":"x"}}"""), Detail = "env.a.b is no name" },
        new("variable with an equals sign", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"A=B":"x"}}""") },
        new("variable with a very long name", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json($$$"""{"env":{"{{{new string('A', 10_000)}}}":"x"}}""") },
        new("PATH", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"PATH":"/src"}}"""), Detail = "env.PATH is reserved" },
        new("LD_PRELOAD", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"LD_PRELOAD":"/src/x.so"}}"""), Detail = "env.LD_PRELOAD is reserved" },
        new("PYTHONSTARTUP", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"PYTHONSTARTUP":"/src/x.py"}}""") },
        new("NUL in a variable", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json("""{"env":{"A":"b\u0000c"}}"""), Detail = "U+0000" },
        new("variables of 4 KiB and 1 byte", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json($$$"""{"env":{"A":"{{{new string('x', 4096)}}}"}}"""), Detail = "4096 bytes" },
        new("65 variables", HttpMethod.Post, Run, 422, "invalid-env") { Body = Json($$$"""{"env":{{{{string.Join(',', Enumerable.Range(0, 65).Select(number => $"\"A{number}\":\"\""))}}}}}"""), Detail = "64 variables" },
        new("idempotency key too long", HttpMethod.Post, Run, 400, "invalid-idempotency-key") { Header = ("Idempotency-Key", new string('k', 256)) },
        new("idempotency key empty", HttpMethod.Post, Run, 400, "invalid-idempotency-key") { Header = ("Idempotency-Key", "") },
        new("idempotency key not printable", HttpMethod.Post, Run, 400, "invalid-idempotency-key") { Header = ("Idempotency-Key", "a\u007fb") },
    ];

    /// <summary>Every case of the management port.</summary>
    public static IReadOnlyList<BadInput> Management { get; } =
    [
        new("malformed letter id", HttpMethod.Get, "/dead-letters/abc", 404, "malformed-id") { Detail = "abc" },
        new("malformed letter id, replayed", HttpMethod.Post, "/dead-letters/..%2Fhealth/replay", 404, "malformed-id"),
        new("unknown letter", HttpMethod.Get, $"/dead-letters/{Nobody}", 404, "dead-letter-not-found") { Detail = Nobody },
        new("unknown letter, replayed", HttpMethod.Post, $"/dead-letters/{Nobody}/replay", 404, "dead-letter-not-found"),
        new("unknown letter, deleted", HttpMethod.Delete, $"/dead-letters/{Nobody}", 404, "dead-letter-not-found"),
        new("unknown kind", HttpMethod.Get, "/dead-letters?kind=angry", 400, "invalid-filter") { Detail = "timeout" },
        new("kind twice", HttpMethod.Get, "/dead-letters?kind=failed&kind=timeout", 400, "invalid-filter"),
        new("NUL for a kind", HttpMethod.Get, "/dead-letters?kind=%00", 400, "invalid-filter"),
        new("NUL for a language", HttpMethod.Get, "/dead-letters?language=%00", 400, "invalid-filter"),
        new("NUL within a language", HttpMethod.Get, "/dead-letters?language=py%00thon", 400, "invalid-filter"),
        new("no language", HttpMethod.Get, "/dead-letters?language=", 400, "invalid-filter"),
        new("language that is not UTF-8", HttpMethod.Get, "/dead-letters?language=%ed%a0%80", 400, "invalid-filter"),
        new("language of 65 letters", HttpMethod.Get, $"/dead-letters?language={new string('x', 65)}", 400, "invalid-filter"),
        new("language with a line end", HttpMethod.Get, "/dead-letters?language=python%0a", 400, "invalid-filter"),
        new("limit 0", HttpMethod.Get, "/dead-letters?limit=0", 400, "invalid-filter"),
        new("limit 501", HttpMethod.Get, "/dead-letters?limit=501", 400, "invalid-filter"),
        new("limit is text", HttpMethod.Get, "/dead-letters?limit=all", 400, "bad-request"),
        new("limit beyond 32 bits", HttpMethod.Get, "/dead-letters?limit=99999999999", 400, "bad-request"),
        new("page before the first", HttpMethod.Get, "/dead-letters?before=0", 400, "invalid-filter"),
        new("page before a negative one", HttpMethod.Get, "/dead-letters?before=-9223372036854775808", 400, "invalid-filter"),
        new("page is text", HttpMethod.Get, "/dead-letters?before=%00", 400, "bad-request"),
        new("time in words", HttpMethod.Get, "/dead-letters?since=yesterday", 400, "bad-request"),
        new("NUL for a time", HttpMethod.Get, "/dead-letters?until=%00", 400, "bad-request"),
        new("time before the first", HttpMethod.Get, "/dead-letters?since=0001-01-01T00:00:00%2B14:00", 400, "bad-request"),
        new("malformed session id", HttpMethod.Get, "/dead-letters?session_id=1", 400, "bad-request"),
        new("NUL for a session id", HttpMethod.Get, "/dead-letters?session_id=%00", 400, "bad-request"),
    ];

    /// <summary>Sends it and says what is wrong with the answer. Empty when nothing is.</summary>
    /// <param name="http">With the base address of the host.</param>
    /// <param name="session">A session that exists.</param>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(HttpClient http, Guid session)
    {
        var sessionUri = new Uri($"code-sessions/{session}", UriKind.Relative);
        var before = await http.GetStringAsync(sessionUri);
        var faults = await FindFaultsAsync(http, Path.Replace("{session}", session.ToString(), StringComparison.Ordinal));
        return [.. faults, .. before == await http.GetStringAsync(sessionUri) ? [] : new[] { "the session changed" }];
    }

    /// <summary>Sends what needs no session and says what is wrong with the answer. Empty when nothing is.</summary>
    /// <param name="http">With the base address of the host.</param>
    public Task<IReadOnlyList<string>> FindFaultsAsync(HttpClient http) => FindFaultsAsync(http, Path);

    private async Task<IReadOnlyList<string>> FindFaultsAsync(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(Method, new Uri(path, UriKind.Relative)) { Content = Body?.Invoke() };
        if (Header is { } header)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return [.. FaultsOf(response, text)];
    }

    private IEnumerable<string> FaultsOf(HttpResponseMessage response, string text)
    {
        if ((int)response.StatusCode != Status || response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return [$"expected {Status} application/problem+json, got {(int)response.StatusCode} {response.Content.Headers.ContentType}: {text}"];
        }

        var problem = JsonDocument.Parse(text).RootElement;
        string Member(string name) => problem.TryGetProperty(name, out var value) ? value.ToString() : "";
        return new (bool Ok, string Fault)[]
        {
            (Member("type") == $"urn:codeexec:problem:{Problem}", $"type is {Member("type")}"),
            (Member("status") == $"{Status}", $"status is {Member("status")}"),
            (Member("title").Length > 0, "no title"),
            (Member("detail").Contains(Detail, StringComparison.Ordinal) && Member("detail").Length is > 0 and < 1000, $"detail is {Member("detail")}"),
            (Member("trace_id").Length == 32, $"trace_id is {Member("trace_id")}"),
            (!text.Contains("System.", StringComparison.Ordinal) && !text.Contains("CodeExec.", StringComparison.Ordinal), $"it names our types: {text}"),
            (Status != 405 || response.Content.Headers.Allow.Count > 0, "no Allow header"),
        }.Where(check => !check.Ok).Select(check => check.Fault);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Names as JSON writes them.
    private static Func<HttpContent> Files(params string[] names) =>
        Json($$"""{"files":[{{string.Join(',', names.Select(name => $$"""{"name":"{{name}}","content":"1"}"""))}}]}""");

    private static Func<HttpContent> Json(string json) => Json(Encoding.UTF8.GetBytes(json));

    private static Func<HttpContent> Json(byte[] json) => () => new ByteArrayContent(json)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    // 64 MiB of zeros in 64 KiB.
    private static ByteArrayContent Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            for (var block = 0; block < 64; block++)
            {
                gzip.Write(new byte[1024 * 1024]);
            }
        }

        return new ByteArrayContent(packed.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } },
        };
    }

    private sealed class ChunkedContent : HttpContent
    {
        private readonly int _length;

        public ChunkedContent(int length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            stream.WriteAsync(Enumerable.Repeat((byte)' ', _length).ToArray()).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
