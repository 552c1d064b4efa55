:- initialization(main).

main :- writeln('Hello from Prolog').
