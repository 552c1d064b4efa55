-module(main).
-export([main/1]).

main(_) -> io:put_chars("Hello from Erlang\n").
