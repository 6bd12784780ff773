# A plugin by somebody who has the tarball, a JDK and Maven, whose repository is empty: begun, built, dropped in, and asked.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/plugins.yaml" <<YAML
server:
  http: "127.0.0.1:$port"
  control_socket: "$work/plugins.sock"
proxy:
  enabled: true
  rules:
    - name: "all"
      load_balancing: ip_hash
      backends:
        - url: "http://127.0.0.1:$(cat "$work/B1.port")"
        - url: "http://127.0.0.1:$(cat "$work/B2.port")"
YAML
"$servex" --config "$work/plugins.yaml" 2> "$work/gateway.log" &
gateway=$!
pids+=($gateway)
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/" >/dev/null && break; sleep 0.1; done

# verified JAR: passes when servex plugins verify finds nothing, and the contract that the jar carries passes too.
verified() { "$servex" plugins verify "$1" | tee "$work/verified" && grep -q '^  contract: passed ' "$work/verified"; }

# project FOLDER OPTION…: builds a project with a repository that holds nothing of the gateway's own build.
project() { ./mvnw -B -ntp -Dmaven.repo.local="$work/repository" -f "$1/pom.xml" "${@:2}" package; }

begun=$(date +%s)
expect "servex plugins new begins a strategy" "$servex" plugins new acme-lowest-latency --kind strategy --output "$work/acme-lowest-latency"
expect "it builds and passes its contract, with a repository that is empty" project "$work/acme-lowest-latency"
expect "servex plugins verify finds nothing, nor does its contract" verified "$work/acme-lowest-latency/target/acme-lowest-latency.jar"
cp "$work/acme-lowest-latency/target/acme-lowest-latency.jar" "$home/plugins/"
sed -i 's/ip_hash/{type: acme.lowest_latency, tolerance: 1}/' "$work/plugins.yaml"
expect "servex reload takes it" "$servex" reload --config "$work/plugins.yaml"
for _ in $(seq 10); do curl -sf "http://127.0.0.1:$port/by"; done > "$work/by"
expect "requests go by it, in turn, and no longer to one backend" test "$(grep -c '^B1 /by$' "$work/by") $(grep -c '^B2 /by$' "$work/by")" = "5 5"
"$servex" plugins list --config "$work/plugins.yaml" > "$work/list"
expect "servex plugins list names it" grep -q '^acme.lowest_latency  *strategy  *1.0.0 .* ok ' "$work/list"
took=$(($(date +%s) - begun))
expect "all of it within two minutes: $took s" test $took -lt 120
kill -TERM $gateway
wait $gateway || true

for kind in matcher filter listener sink probe discovery; do
  "$servex" plugins new "acme-first-$kind" --kind $kind --output "$work/acme-first-$kind" >/dev/null
  expect "a $kind builds and passes its contract, without a network by now" project "$work/acme-first-$kind" -o
  expect "servex plugins verify finds nothing in it, nor does its contract" verified "$work/acme-first-$kind/target/acme-first-$kind.jar"
done
rm "$home/plugins/acme-lowest-latency.jar"

# What the build tries with five, with as many as it takes to see that nothing is left behind.
swaps() {
  ./mvnw -B -ntp -q -pl servex-server -am verify -Dtest=NoUnit -Dit.test=PluginSwapIT -Dservex.swaps=50 -Dservex.tunnels=20 \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
}
expect "50 swaps under load, with 20 tunnels and a slow upload, cost no request and leave nothing behind" swaps
