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
    { "user": "session", "vhost": "/",
      "configure": "^(record-last-run.*|.+_CodeExecSessionService_bus_.+|execution|CodeExec[.]Contracts[.]Executions:.+|MassTransit:.+)$",
      "write": "^(record-last-run.*|.+_CodeExecSessionService_bus_.+|execution|MassTransit:.+)$",
      "read": "^(record-last-run.*|.+_CodeExecSessionService_bus_.+|CodeExec[.]Contracts[.]Executions:.+)$" },
    { "user": "execution", "vhost": "/",
      "configure": "^((execution|audit|dead-letters|run-code).*|.+_CodeExec(Execution|Session)Service_bus_.+|CodeExec[.].+|MassTransit:.+)$",
      "write": "^((execution|audit|dead-letters|run-code).*|.+_CodeExec(Execution|Session)Service_bus_.+|CodeExec[.].+|MassTransit:.+)$",
      "read": "^((execution|audit|dead-letters|run-code).*|.+_CodeExecExecutionService_bus_.+|CodeExec[.].+)$" },
    { "user": "runner", "vhost": "/",
      "configure": "^(run-code.*|execution|.+_CodeExecRunnerService_bus_.+|MassTransit:.+)$",
      "write": "^(run-code.*|execution|.+_CodeExecRunnerService_bus_.+|MassTransit:.+)$",
      "read": "^(run-code.*|.+_CodeExecRunnerService_bus_.+)$" },
    { "user": "keda", "vhost": "/", "configure": "^$", "write": "^$", "read": "^$" },
    { "user": "admin", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }
  ]
}
EOF
