SELECT missing FROM nowhere;
