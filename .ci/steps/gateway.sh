# The tarball in an empty folder, driven with curl.
servex=$home/bin/servex
# No second JVM beside these short lives.
export SERVEX_AOT=off

cat > "$work/backend.py" <<'PY'
import sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Backend(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/slow"):
            time.sleep(2)
        body = f"{sys.argv[1]} {self.path}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Backend)
print(server.server_port, flush=True)
server.serve_forever()
PY
start_backend() {
  python3 "$work/backend.py" "$1" > "$work/$1.port" &
  pids+=($!)
  for _ in $(seq 50); do [ -s "$work/$1.port" ] && return; sleep 0.1; done
  fail "backend $1 did not start"
}
start_backend B1
start_backend B2

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/servex.yaml" <<YAML
server:
  http: "127.0.0.1:$port"
  enable_health_endpoint: true
proxy:
  enabled: true
  rules:
    - name: "api-backend"
      path_prefix: "/api/"
      backends:
        - url: "http://127.0.0.1:$(cat "$work/B1.port")"
          weight: 2
        - url: "http://127.0.0.1:$(cat "$work/B2.port")"
          weight: 1
      load_balancing: "weighted_round_robin"
      strip_prefix: "/api"
YAML

"$servex" validate -c "$work/servex.yaml" >/dev/null || fail "a good configuration is refused"
pass "a good configuration validates"
sed 's/strip_prefix/strip_prefx/' "$work/servex.yaml" > "$work/bad.yaml"
if "$servex" -c "$work/bad.yaml" 2> "$work/bad.txt"; then fail "a bad configuration starts"; fi
grep -q 'bad.yaml:1[0-9]:[0-9]*  proxy.rules\[0\].strip_prefx: unknown key (did you mean strip_prefix?)' "$work/bad.txt" || fail "the problem is not located: $(cat "$work/bad.txt")"
pass "a bad configuration is refused with its place"
set +e; "$servex" --no-such-flag >/dev/null 2>&1; code=$?; set -e
[ $code -eq 2 ] || fail "an unknown flag exits with $code"
pass "an unknown flag exits with 2"
"$servex" generate > "$work/sample.yaml" && "$servex" validate -c "$work/sample.yaml" >/dev/null || fail "the sample does not validate"
pass "the generated sample validates"

"$servex" --config "$work/servex.yaml" 2> "$work/gateway.log" &
gateway=$!
pids+=($gateway)
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/health" >/dev/null && break; sleep 0.1; done
curl -sf "http://127.0.0.1:$port/health" | grep -q '"status":"ok"' || fail "not healthy"
pass "the health endpoint answers"
for _ in $(seq 30); do curl -sf "http://127.0.0.1:$port/api/users"; done > "$work/answers"
[ "$(grep -c '^B1 /users$' "$work/answers")" = 20 ] && [ "$(grep -c '^B2 /users$' "$work/answers")" = 10 ] || fail "not 20 to 10"
pass "30 requests split 20 to 10, with /api stripped"
[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/other")" = 404 ] || fail "no 404"
pass "what no rule takes is 404"
curl -sf "http://127.0.0.1:$port/api/slow" > "$work/slow" &
slow=$!
sleep 0.5
kill -TERM $gateway
wait $slow || fail "the request in flight was cut"
grep -q '/slow$' "$work/slow" || fail "the request in flight was not answered"
pass "SIGTERM lets the request in flight end"
set +e; wait $gateway; code=$?; set -e
[ $code -eq 0 ] || fail "the gateway exits with $code"
pass "the gateway exits with 0"
