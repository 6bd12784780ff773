# A plugin by somebody who has the tarball, a JDK and Maven: begun, built without a network, dropped in, and asked.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/plugins.yaml" <<YAML
server:
  http: "127.0.0.1:$port"
  control_socket: "$work/plugins.sock"
proxy:
  enabled: true
  rules:
    - name: "all"
      backends:
        - url: "http://127.0.0.1:$(cat "$work/B1.port")"
        - url: "http://127.0.0.1:$(cat "$work/B2.port")"
YAML
"$servex" --config "$work/plugins.yaml" 2> "$work/gateway.log" &
gateway=$!
pids+=($gateway)
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/" >/dev/null && break; sleep 0.1; done

begun=$(date +%s)
expect "servex plugins new begins a strategy" "$servex" plugins new acme-lowest-load --kind strategy --output "$work/acme-lowest-load"
expect "it builds and passes its contract without a network" ./mvnw -o -B -ntp -f "$work/acme-lowest-load/pom.xml" package
expect "servex plugins verify finds nothing" "$servex" plugins verify "$work/acme-lowest-load/target/acme-lowest-load.jar"
cp "$work/acme-lowest-load/target/acme-lowest-load.jar" "$home/plugins/"
sed -i 's/- name: "all"/- name: "all"\n      load_balancing: {type: acme.lowest_load, tolerance: 1}/' "$work/plugins.yaml"
expect "servex reload takes it" "$servex" reload --config "$work/plugins.yaml"
for _ in $(seq 10); do curl -sf "http://127.0.0.1:$port/by"; done > "$work/by"
expect "requests go by it, in turn" test "$(grep -c '^B1 /by$' "$work/by") $(grep -c '^B2 /by$' "$work/by")" = "5 5"
"$servex" plugins list --config "$work/plugins.yaml" > "$work/list"
expect "servex plugins list names it" grep -q '^acme.lowest_load  *strategy  *1.0.0 .* ok ' "$work/list"
took=$(($(date +%s) - begun))
expect "all of it within two minutes: $took s" test $took -lt 120
kill -TERM $gateway
wait $gateway || true

for kind in matcher filter listener sink probe discovery; do
  "$servex" plugins new "acme-first-$kind" --kind $kind --output "$work/acme-first-$kind" >/dev/null
  expect "a $kind builds and passes its contract" ./mvnw -o -B -ntp -f "$work/acme-first-$kind/pom.xml" package
  expect "servex plugins verify finds nothing in it" "$servex" plugins verify "$work/acme-first-$kind/target/acme-first-$kind.jar"
done
rm "$home/plugins/acme-lowest-load.jar"
