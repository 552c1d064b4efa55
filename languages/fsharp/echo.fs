Seq.initInfinite (fun _ -> stdin.ReadLine())
|> Seq.takeWhile (isNull >> not)
|> Seq.iter (printfn "%s")
