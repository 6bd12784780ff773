# What the checks need: installed where it is missing. (A JDK is what mvnw looks for, and names.)
missing=()
for tool in curl git jq openssl python3; do
  command -v $tool >/dev/null 2>&1 || missing+=($tool)
done
command -v promtool >/dev/null 2>&1 || missing+=(prometheus)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
fi
