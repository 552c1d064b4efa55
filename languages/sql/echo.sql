CREATE TABLE input (line);
.separator "\t"
.import /dev/stdin input
SELECT line FROM input;
