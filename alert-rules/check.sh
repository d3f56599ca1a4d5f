#!/usr/bin/env bash
# The rules and the example routing are what Prometheus and Alertmanager take, do what their tests say, are quiet at a
# start, and each alert has a runbook.
set -euo pipefail
cd "$(dirname "$0")"

# As users load them: all of this folder, and nothing else that lies in it.
configuration=$(mktemp --suffix=.yml)
trap 'rm -f "$configuration"' EXIT
printf 'rule_files: ["%s/*.yml"]\n' "$PWD" >"$configuration"
promtool check config --lint-fatal "$configuration" >/dev/null
promtool test rules tests/*.test.yml
amtool check-config alertmanager/alertmanager.yml >/dev/null
python3 tests/start.py

alerts=$(sed -n 's/^ *- alert: //p' ./*.yml | sort -u)
books=$(basename --suffix=.md --multiple ../docs/runbooks/*.md | sort)
if [[ $alerts != "$books" ]]; then
  diff <(echo "$alerts") <(echo "$books") >&2 || true
  echo "alert-rules: alerts and docs/runbooks/ differ" >&2
  exit 1
fi
for alert in $alerts; do
  for kind in rules start; do
    grep -q "alertname: $alert$\|alertname: $alert,\|alertname=\"$alert\"" tests/*.$kind.test.yml \
      || { echo "alert-rules: $alert has no test in tests/*.$kind.test.yml" >&2; exit 1; }
  done
done
count=$(grep -c 'runbook_url: docs/runbooks/' ./*.yml | awk -F: '{ sum += $2 } END { print sum }')
total=$(grep -c -- '- alert:' ./*.yml | awk -F: '{ sum += $2 } END { print sum }')
[[ $count == "$total" ]] || { echo "alert-rules: $((total - count)) alerts name no runbook" >&2; exit 1; }
echo "alert-rules: passed"
