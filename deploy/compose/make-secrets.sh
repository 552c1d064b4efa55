#!/bin/sh
# Makes a random password for each user of the stores, once, and writes for each service the files that it reads: its own
# passwords and no others. Run again, it writes the same. A new password: remove its file from the volume "secrets"; PostgreSQL
# wants to be told besides (ALTER ROLE).
set -eu
umask 077

password() {
  file=/secrets/kept/$1
  if [ ! -s "$file" ]; then
    # Hexadecimal, which no file format below has to escape.
    head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$file.new"
    mv "$file.new" "$file"
  fi
  cat "$file"
}

# keep FOLDER OWNER FILE: writes standard input to a file that only this user can read.
keep() {
  file=/secrets/$1/$3
  cat >"$file.new"
  chmod 400 "$file.new"
  chown "$2:$2" "$file.new" "/secrets/$1"
  mv "$file.new" "$file"
}

for role in postgres session execution; do
  password "postgres_$role" | keep postgres 999 "${role}_password"
done
password grafana | keep grafana 472 grafana_password

# default: whoever has no password may ask whether Redis is alive. The runner reaches runs and the register of runners, by the
# commands that it uses and what its scripts call. Services may do what does not endanger the server, and read its memory in INFO.
keep redis 999 users.acl <<ACL
user default on nopass -@all +ping
user session on >$(password redis_session) ~run:* ~{runners}:* ~{runs}:* ~tenant:* &__Booksleeve_MasterChanged +@all -@dangerous -@admin +info
user execution on >$(password redis_execution) ~* &* +@all -@dangerous -@admin +info
user runner on >$(password redis_runner) ~run:* ~{runners}:* &__Booksleeve_MasterChanged -@all +ping +echo +auth +hello +client|setname +client|setinfo +client|id +info +subscribe +unsubscribe +select +get +set +setex +psetex +del +unlink +expire +pexpire +exists +pttl +hget +hset +hmget +hexists +hdel +hincrby +sadd +srem +eval +evalsha +script|load +script|exists
ACL

# A runner may declare, send to and take from the work queues, and report to the saga. It may not take what is not meant for it.
may='^(run-code.*|execution|CodeExec\\.Contracts\\..*|MassTransit:.*|.*_bus_.*)$'
takes='^(run-code.*|CodeExec\\.Contracts\\..*|.*_bus_.*)$'
keep rabbitmq 999 definitions.json <<JSON
{
  "vhosts": [{ "name": "/" }],
  "users": [
    { "name": "session", "password": "$(password rabbitmq_session)", "tags": [] },
    { "name": "execution", "password": "$(password rabbitmq_execution)", "tags": [] },
    { "name": "runner", "password": "$(password rabbitmq_runner)", "tags": [] }
  ],
  "permissions": [
    { "user": "session", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "execution", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "runner", "vhost": "/", "configure": "$may", "write": "$may", "read": "$takes" }
  ]
}
JSON

for service in session execution runner; do
  password "rabbitmq_$service" | keep "$service" 1654 MessageBus__Password
  # What the client would ask of any Redis and may not here: its configuration, whether it is a cluster, and who leads it.
  echo "redis:6379,user=$service,password=$(password "redis_$service"),tiebreaker=,\$CONFIG=,\$CLUSTER=" | keep "$service" 1654 Redis__Configuration
done
# Without Kerberos, which the images do not have.
database='Host=postgres;Database=codeexec;GSS Encryption Mode=Disable'
echo "$database;Username=session;Password=$(password postgres_session)" | keep session 1654 Sessions__ConnectionString
echo "$database;Username=execution;Password=$(password postgres_execution)" | keep execution 1654 Audit__ConnectionString
