Module Program
    Sub Main()
        Dim line = Console.ReadLine()
        While line IsNot Nothing
            Console.WriteLine(line)
            line = Console.ReadLine()
        End While
    End Sub
End Module
