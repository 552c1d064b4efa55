#!/bin/sh
# A role and a database for each service that has one; nobody else may connect to it. Run once, on an empty volume.
set -eu
for service in session:sessions:"$SESSION_PASSWORD" execution:executions:"$EXECUTION_PASSWORD"; do
  role=${service%%:*} rest=${service#*:}
  psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v ON_ERROR_STOP=1 -v role="$role" -v database="${rest%%:*}" -v password="${rest#*:}" <<'EOF'
create role :"role" login password :'password';
create database :"database" owner :"role";
revoke connect on database :"database" from public;
EOF
done
