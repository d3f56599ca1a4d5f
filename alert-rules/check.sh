#!/usr/bin/env bash
# The rules and the example routing are what Prometheus and Alertmanager take, do what their tests say, and each alert
# has a runbook.
set -euo pipefail
cd "$(dirname "$0")"

promtool check rules ./*.rules.yml >/dev/null
promtool test rules ./*.rules.test.yml
amtool check-config alertmanager.yml >/dev/null

alerts=$(sed -n 's/^ *- alert: //p' ./*.rules.yml | sort -u)
books=$(basename --suffix=.md --multiple ../docs/runbooks/*.md | sort)
if [[ $alerts != "$books" ]]; then
  diff <(echo "$alerts") <(echo "$books") >&2 || true
  echo "alert-rules: alerts and docs/runbooks/ differ" >&2
  exit 1
fi
for alert in $alerts; do
  grep -q "alertname: $alert$\|alertname: $alert," ./*.rules.test.yml || { echo "alert-rules: $alert is not tested" >&2; exit 1; }
done
count=$(grep -c 'runbook_url: docs/runbooks/' ./*.rules.yml | awk -F: '{ sum += $2 } END { print sum }')
total=$(grep -c -- '- alert:' ./*.rules.yml | awk -F: '{ sum += $2 } END { print sum }')
[[ $count == "$total" ]] || { echo "alert-rules: $((total - count)) alerts name no runbook" >&2; exit 1; }
echo "alert-rules: passed"
