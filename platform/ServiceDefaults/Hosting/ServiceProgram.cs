using Microsoft.AspNetCore.Builder;

namespace CodeExec.ServiceDefaults;

/// <summary>The main program of a service.</summary>
public static class ServiceProgram
{
    /// <summary>Builds the service and runs it to its end. A wrong setting ends it with a sentence on standard error.</summary>
    /// <param name="args">
    /// What it was started with. <c>healthcheck</c> as the first builds nothing and asks the one that runs already whether it is ready.
    /// </param>
    /// <param name="build">Makes the service.</param>
    /// <returns>Exit code: 0, or 1 when a setting is wrong or the service is not ready.</returns>
    public static int Run(string[] args, Func<WebApplication> build)
    {
        try
        {
            if (args is [HealthCheckCommand.Verb, .. var settings])
            {
                return HealthCheckCommand.Run(settings, Console.Out);
            }

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
