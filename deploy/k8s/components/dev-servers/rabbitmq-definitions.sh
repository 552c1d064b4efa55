#!/bin/sh
# Prints RabbitMQ's users and what each may configure, write and read: the queues and exchanges it uses, by name.
# A service that sends to an exchange declares it too, so it must be allowed to configure it.
set -eu
cat <<EOF
{
  "vhosts": [{ "name": "/" }],
  "users": [
    { "name": "session", "password": "$SESSION_PASSWORD", "tags": [] },
    { "name": "execution", "password": "$EXECUTION_PASSWORD", "tags": [] },
    { "name": "runner", "password": "$RUNNER_PASSWORD", "tags": [] },
    { "name": "keda", "password": "$KEDA_PASSWORD", "tags": ["monitoring"] },
    { "name": "admin", "password": "$ADMIN_PASSWORD", "tags": ["administrator"] }
  ],
  "permissions": [
    { "user": "session", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "execution", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "runner", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "keda", "vhost": "/", "configure": "^$", "write": "^$", "read": "^$" },
    { "user": "admin", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }
  ]
}
EOF
