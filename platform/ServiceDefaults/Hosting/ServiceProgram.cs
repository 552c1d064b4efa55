using Microsoft.AspNetCore.Builder;

namespace CodeExec.ServiceDefaults;

/// <summary>The main program of a service.</summary>
public static class ServiceProgram
{
    /// <summary>Builds the service and runs it to its end. A wrong setting ends it with a sentence on standard error.</summary>
    /// <returns>Exit code: 0, or 1 when a setting is wrong.</returns>
    public static int Run(Func<WebApplication> build)
    {
        try
        {
            build().Run();
            return 0;
        }
        catch (Exception e) when (WrongSettings.In(e) is { Length: > 0 } sentences)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, sentences));
            return 1;
        }
    }
}
