# Users in Debian's PostgreSQL, shared by two gateways out of the tarball.
if ! ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql
fi
binaries=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -1)")
database=$work/postgres
mkdir "$database"
echo "pg-password" > "$database/password"
chown -R postgres "$database"
chmod 755 "$work"
database_port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_postgres() { (cd "$database" && runuser -u postgres -- "$@"); }
as_postgres "$binaries/initdb" -A scram-sha-256 --pwfile="$database/password" -D "$database/data" > "$database/initdb.log"
as_postgres "$binaries/pg_ctl" -D "$database/data" -w -l "$database/log" \
  -o "-p $database_port -k $database -c listen_addresses=127.0.0.1" start > /dev/null
pids+=("$(head -1 "$database/data/postmaster.pid")")

mkdir "$work/users"
cat > "$work/users/servex.yaml" <<YAML
server:
  http: "127.0.0.1:0"
auth:
  enabled: true
  jwt_access_secret: $(openssl rand -hex 32)
  jwt_refresh_secret: $(openssl rand -hex 32)
  initial_roles: [user]
  jdbc:
    url: "jdbc:postgresql://127.0.0.1:$database_port/postgres"
    username: postgres
    password: pg-password
YAML
users_gateway() { # NAME: leaves its process in users_pid and its address in users_url
  (cd "$work/users" && exec env SERVEX_AOT=off "$home/bin/servex") > "$work/users/$1.log" 2>&1 &
  users_pid=$!
  pids+=($users_pid)
  for _ in $(seq 200); do grep -q '"servex started"' "$work/users/$1.log" && break; sleep 0.1; done
  users_url=http://$(jq -r 'select(.msg == "listening") | .address | ltrimstr("/")' "$work/users/$1.log")/api/v1/auth
}
# post URL PATH [CURL OPTION…]: the status; the answer is in answer.json and its cookie in the jar.
post() { curl -s -o "$work/users/answer.json" -w '%{http_code}' -b "$work/users/jar" -c "$work/users/jar" -X POST "${@:3}" "$1/$2"; }
ann='{"username":"ann","password":"ann-password"}'

users_gateway first; first_url=$users_url first_pid=$users_pid
users_gateway second; second_url=$users_url second_pid=$users_pid
[ "$(post "$first_url" register -d "$ann")" = 201 ] || fail "no registration in PostgreSQL"
[ "$(post "$second_url" register -d "$ann")" = 409 ] || fail "a name is given twice"
[ "$(post "$second_url" login -d "$ann")" = 200 ] || fail "no login by another gateway"
token=$(jq -r .accessToken "$work/users/answer.json")
curl -s -H "Authorization: Bearer $token" "$first_url/me" | jq -e '.username == "ann" and .roles == ["user"]' > /dev/null || fail "no user"
cp "$work/users/jar" "$work/users/old"
[ "$(post "$first_url" refresh)" = 200 ] || fail "no refresh by another gateway"
pass "two gateways share users and sessions in PostgreSQL"

kill "$first_pid"; wait "$first_pid" || fail "a gateway with users exits with $?"
users_gateway third; third_pid=$users_pid
[ "$(post "$users_url" refresh)" = 200 ] || fail "a session is lost with its gateway"
cp "$work/users/jar" "$work/users/good"
cp "$work/users/old" "$work/users/jar"
[ "$(post "$second_url" refresh)" = 401 ] || fail "an old token is good"
cp "$work/users/good" "$work/users/jar"
[ "$(post "$users_url" refresh)" = 401 ] || fail "a copied session goes on"
pass "sessions outlive gateways, and end everywhere when a token comes twice"

as_postgres "$binaries/pg_ctl" -D "$database/data" -w -m immediate stop > /dev/null
[ "$(post "$users_url" login -d "$ann")" = 503 ] || fail "an answer without the database"
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" "$users_url/me")" = 503 ] || fail "a user without the database"
as_postgres "$binaries/pg_ctl" -D "$database/data" -w -l "$database/log" \
  -o "-p $database_port -k $database -c listen_addresses=127.0.0.1" start > /dev/null
pids+=("$(head -1 "$database/data/postmaster.pid")")
sleep 1
[ "$(post "$users_url" login -d "$ann")" = 200 ] || fail "no login once the database is back"
pass "nobody gets in without the database, and everybody again when it is back"
expect "the log of the gateways holds no secret" sh -c "! grep -h 'pg-password\|ann-password\|jwt_access' '$work'/users/*.log"
kill "$second_pid" "$third_pid"
wait "$second_pid" "$third_pid" || fail "a gateway with users exits with $?"
as_postgres "$binaries/pg_ctl" -D "$database/data" -w -m fast stop > /dev/null
