begin
  WriteLn('Hello from Pascal');
end.
