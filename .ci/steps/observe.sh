# What the gateway tells: logs, metrics, dashboard, alerts; the traffic dump read with jq, after kill -9 and on a full disk.
observed=$work/observed
mkdir "$observed"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
  -keyout "$observed/key.pem" -out "$observed/chain.pem" 2>/dev/null
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
tls_port=$(free_port)
url=http://127.0.0.1:$port
observed_yaml() { # DIRECTORY: the configuration with its dump there
  cat <<YAML
server:
  http: "127.0.0.1:$port"
  https: "127.0.0.1:$tls_port"
  cert_file: $observed/chain.pem
  key_file: $observed/key.pem
  enable_health_endpoint: true
  enable_default_metrics: true
proxy:
  enabled: true
  traffic_dump:
    enabled: true
    directory: $1
    include_body: true
  rules:
    - name: warm
      path_prefix: /warm
      enable_traffic_dump: false
      backends: [{url: "http://127.0.0.1:$(cat "$work/B1.port")"}]
    - name: dead
      path_prefix: /dead
      backends: [{url: "http://127.0.0.1:1"}]
    - name: api-backend
      path_prefix: /
      backends: [{url: "http://127.0.0.1:$(cat "$work/B1.port")"}, {url: "http://127.0.0.1:$(cat "$work/B2.port")"}]
YAML
}
# On a busy machine the first requests take so long that a gateway takes it for pressure, and leaves the dump undone.
healthy() {
  for _ in $(seq 100); do curl -sf "$url/health" > /dev/null && break; sleep 0.1; done
  curl -sf -o /dev/null "$url/warm/[1-200]" || fail "no gateway to observe"
  for _ in $(seq 60); do curl -s "$url/metrics" | grep -qx 'servex_pressure_level 0.0' && return; sleep 0.5; done
  fail "the gateway stays under pressure"
}

observed_yaml "$observed/dumps" > "$observed/servex.yaml"
"$servex" --config "$observed/servex.yaml" 2> "$work/gateway.log" &
gateway=$!
pids+=($gateway)
healthy
for _ in $(seq 12); do curl -sf -A one "$url/a" > /dev/null; done
for _ in $(seq 8); do curl -sf -H 'uSER-aGENT: two' "$url/b?c=d" > /dev/null; done
for _ in $(seq 3); do curl -s -A three "$url/dead" > /dev/null; done
curl -sf --cacert "$observed/chain.pem" "https://localhost:$tls_port/health" --resolve "localhost:$tls_port:127.0.0.1" > /dev/null || fail "no TLS"
curl -s "$url/metrics" > "$observed/metrics"
curl -s -H 'Accept: application/openmetrics-text' "$url/metrics" | tail -1 > "$observed/end"
expect "OpenMetrics for who asks for it" grep -qx '# EOF' "$observed/end"
[ "$(curl -s "$url/proxy-status" | jq -c '[.proxy_enabled, .rules_count, .traffic_dump]')" = '[true,3,true]' ] || fail "no status"
pass "the status has its three keys"
kill $gateway
wait $gateway || fail "the observed gateway exits with $?"

# promtool has opinions on units, which the names that were taken over from the Go program do not share.
taken_over() {
  local name
  for name in servex_memory_alloc_mb servex_memory_usage_mb servex_path_response_time_ms_avg \
    servex_path_response_time_ms_max servex_path_response_time_ms_min servex_response_time_ms_avg; do
    echo "$name metric names should not contain abbreviated units"
  done
}
promtool check metrics < "$observed/metrics" > "$observed/opinions" 2>&1 || true
expect "promtool finds nothing in the metrics but the six names that were taken over" diff <(taken_over) "$observed/opinions"
cp "$home/conf/prometheus-alerts.yaml" .ci/steps/alerts-test.yaml "$observed"
expect "the alert rules are well-formed" promtool check rules "$observed/prometheus-alerts.yaml"
expect "each alert fires with its reason, and not without" promtool test rules "$observed/alerts-test.yaml"
expect "the queries of the dashboard are well-formed, and they and the alerts ask for metrics that there are" \
  python3 .ci/steps/dashboard.py "$home/conf" "$observed/metrics" "$observed/queries.yaml"

# Logs.
expect "each line of the log is JSON with a level" jq -es 'all(.level | IN("debug", "info", "warn", "error"))' "$work/gateway.log"
line='{component: "string", rule: "string", backend: "string", method: "string", path: "string", status_code: "number",
  duration_ms: "number", backend_connections: "number", backend_healthy: "boolean", load_balancing: "string"}'
expect "23 lines say proxy request, with their fields in order and of their types" jq -es "map(select(.msg == \"proxy request\" and .rule != \"warm\")) |
  length == 23 and all(.[]; . as \$line | ($line | to_entries | all(.value == (\$line[.key] | type)))
  and (to_entries[3:13] | map(.key)) == ($line | keys_unsorted)
  and (.duration_ms | floor) == .duration_ms)" "$work/gateway.log"

# The commands of the documentation, as they are written there.
cd "$observed/dumps"
jq -r '.backend' traffic_dump_001.jsonl | sort | uniq -c > "$observed/backends"
jq -r '.duration' traffic_dump_001.jsonl | sort -n > "$observed/durations"
jq 'select(.status_code >= 400)' traffic_dump_001.jsonl > "$observed/errors"
jq -r '.request_headers["User-Agent"][0]' traffic_dump_001.jsonl | sort | uniq -c | sort -nr > "$observed/agents"
cd "$root"
counts() { cat "$1"; [ "$(awk '{print $1}' "$1" | sort -n | tr '\n' ' ')" = "$2" ]; }
expect "jq counts requests per backend" counts "$observed/backends" "3 10 10 "
rising() { grep -qvE '^[0-9]+ms$' "$observed/durations" && return 1; sed 's/ms//' "$observed/durations" | sort -nc; }
expect "jq sorts durations by number" rising
expect "jq finds the errors" test "$(jq -s 'map(.status_code) == [502, 502, 502]' "$observed/errors")" = true
expect "jq counts user agents, whatever their name's case" test "$(awk '{print $1 $2}' "$observed/agents" | tr '\n' ' ')" = "12one 8two 3three "
expect "the files of the dump are for their owner alone" test "$(stat -c %a "$observed/dumps" "$observed"/dumps/* | tr '\n' ' ')" = "750 600 "

# What a killed process leaves behind.
observed_yaml "$observed/killed" > "$observed/servex.yaml"
"$servex" --config "$observed/servex.yaml" 2> "$work/gateway.log" &
gateway=$!
pids+=($gateway)
healthy
(while curl -sf "$url/[1-1000]" > /dev/null 2>&1; do :; done) &
load=$!
sleep 3
kill -9 $gateway
wait $gateway || true
wait $load || true
whole() { # every line that ends is an object, and there are many
  local file
  for file in "$observed/killed"/*.jsonl; do
    python3 -c 'import sys; sys.stdout.writelines(line for line in open(sys.argv[1]) if line.endswith("\n"))' "$file" | jq -es 'length > 100 and all(.status_code == 200)'
  done
}
expect "after kill -9 every complete line is readable" whole

# A full disk, as a limit on the size of files: writes fail, requests do not.
observed_yaml "$observed/full" > "$observed/servex.yaml"
(ulimit -f 256; exec "$servex" --config "$observed/servex.yaml") > /dev/null 2> >(cat > "$work/gateway.log") &
gateway=$!
pids+=($gateway)
healthy
expect "requests are served while the disk of the dump is full" curl -sf -o /dev/null "$url/[1-2000]"
sleep 1
curl -s "$url/metrics" > "$observed/metrics"
counted() { awk -v name="$1{rule=\"api-backend\"}" '$1 == name {print int($2)}' "$observed/metrics"; }
written=$(counted servex_proxy_dump_entries_total)
dropped=$(counted servex_proxy_dump_dropped_total)
[ "$dropped" -gt 0 ] && [ $((written + dropped)) -eq 2000 ] || fail "$written written and $dropped dropped of 2000"
pass "what the full disk did not take is counted: $written written, $dropped dropped"
expect "and what it took is whole" test "$(jq -s length "$observed"/full/*.jsonl)" = "$written"
kill $gateway
wait $gateway || fail "the gateway on a full disk exits with $?"
