#!/bin/sh
# Prints a Secret for every user of RabbitMQ, Redis and PostgreSQL, each with a random password, for the clients and for the servers.
#   kubectl apply -f deploy/k8s/base/namespaces.yaml
#   deploy/k8s/secrets.sh | kubectl create -f -
# Only create: applying it again would change every password under those who use them.
set -eu

secret() {
  cat <<EOF
---
apiVersion: v1
kind: Secret
metadata: { name: $2, namespace: $1 }
type: kubernetes.io/basic-auth
stringData: { username: $3, password: "$4" }
EOF
}

# user NAMESPACE SERVICE SERVER: the service's user on the server. Hexadecimal, since it becomes part of connection strings.
user() {
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
  secret "$1" "$2-$3" "$2" "$password"
  [ "$1" = codeexec-servers ] || secret codeexec-servers "$2-$3" "$2" "$password"
}

for server in postgres redis rabbitmq; do
  user codeexec session "$server"
  user codeexec execution "$server"
done
user codeexec-runners runner redis
user codeexec-runners runner rabbitmq
user codeexec-runners keda rabbitmq

# The servers' own administrators: NAME-admin, beside the users above.
for server in postgres redis rabbitmq; do
  secret codeexec-servers "$server-admin" admin "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done

# Nobody has a key yet, so where the gateway asks for one nobody is served.
cat <<'EOF'
---
apiVersion: v1
kind: Secret
metadata: { name: gateway-api-keys, namespace: codeexec }
stringData: { keys.json: '{"keys": []}' }
EOF
