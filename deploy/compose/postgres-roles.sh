#!/bin/sh
# Run once, by the image, when the database is made: a role for each service, which makes schemas of its own and sees no other's.
set -eu
psql -v ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set session `cat /run/codeexec/session_password`
\set execution `cat /run/codeexec/execution_password`
CREATE ROLE session LOGIN PASSWORD :'session';
CREATE ROLE execution LOGIN PASSWORD :'execution';
REVOKE ALL ON DATABASE codeexec FROM PUBLIC;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE codeexec TO session, execution;
SQL
