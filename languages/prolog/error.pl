:- initialization(main).

main :- writeln('open'.
