Console.WriteLine("Hello from C#");
