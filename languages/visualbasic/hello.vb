Module Program
    Sub Main()
        Console.WriteLine("Hello from Visual Basic")
    End Sub
End Module
