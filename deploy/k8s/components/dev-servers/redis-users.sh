#!/bin/sh
# Prints Redis's list of users. A runner reaches runs, their output, and the list of runners; executions, which are not its
# business, it can neither read nor change. The probes may ping.
set -eu
client='-@all +@read +@write +@transaction +@scripting +@connection +@pubsub -@dangerous +info +time +wait'
cat <<EOF
user default on nopass resetkeys resetchannels -@all +ping
user session on >$SESSION_PASSWORD ~run:* ~{runs}:* ~{runners}:* ~tenant:* $client
user execution on >$EXECUTION_PASSWORD ~run:* ~{runs}:* ~{runners}:* ~tenant:* ~{execution:*}:* ~{execution}:* &execution:* $client
user runner on >$RUNNER_PASSWORD ~run:* ~{runners}:* $client
user admin on >$ADMIN_PASSWORD ~* &* +@all
EOF
