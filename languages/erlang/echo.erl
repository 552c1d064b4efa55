-module(main).
-export([main/1]).

main(_) ->
    io:setopts([{binary, true}, {encoding, unicode}]),
    echo(io:get_line("")).

echo(eof) -> ok;
echo(Line) ->
    io:put_chars(Line),
    echo(io:get_line("")).
