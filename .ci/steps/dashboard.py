"""dashboard.py CONF PAGE RULES: writes the dashboard's queries as recording rules, has promtool read them, and fails when a query or an alert asks for a metric that is not on the page."""
import json
import re
import subprocess
import sys

conf, page, rules = sys.argv[1:]
with open(f"{conf}/grafana-dashboard.json") as file:
    dashboard = json.load(file)
with open(f"{conf}/prometheus-alerts.yaml") as file:
    alerts = file.read()
with open(page) as file:
    present = {line.split()[2] for line in file if line.startswith("# TYPE ")}

targets = [target for panel in dashboard["panels"] for target in panel.get("targets", [])]
queries = [target["expr"].replace("$__rate_interval", "1m") for target in targets]
definitions = [one["definition"] for one in dashboard["templating"]["list"] if "definition" in one]
problems = []
if len(queries) < 20:
    problems.append(f"{len(queries)} queries")
wanted = set(re.findall(r"\bservex_[a-z0-9_]+", " ".join(queries + definitions) + alerts))
for name in sorted(wanted):
    if re.sub(r"_bucket$", "", name) not in present:
        problems.append(f"{name}: not on the page")
with open(rules, "w") as file:
    json.dump({"groups": [{"name": "dashboard", "rules": [{"record": f"query:{i}", "expr": query} for i, query in enumerate(queries)]}]}, file)
checked = subprocess.run(["promtool", "check", "rules", rules], capture_output=True, text=True)
if checked.returncode:
    problems.append(checked.stdout + checked.stderr)
print("\n".join(problems))
sys.exit(1 if problems else 0)
