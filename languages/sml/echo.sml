fun echo () =
  case TextIO.inputLine TextIO.stdIn of
    SOME line => (print line; echo ())
  | NONE => ();

echo ();
