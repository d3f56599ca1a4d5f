#!/usr/bin/env bash
# Builds the job, runs it both ways, and looks at what node_exporter and the Pushgateway make of it.
set -euo pipefail
cd "$(dirname "$0")"
for program in curl prometheus-node-exporter prometheus-pushgateway; do
  command -v "$program" >/dev/null || { echo "example: $program is needed (a Debian package)" >&2; exit 2; }
done

echo "example: building"
swift build --scratch-path .build-example --quiet
job=$(swift build --scratch-path .build-example --show-bin-path)/batch-job

work=$(mktemp -d)
servers=()
stop() {
  for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
node=127.0.0.1:$(free_port)
gateway=127.0.0.1:$(free_port)
mkdir "$work/textfiles"
prometheus-node-exporter --web.listen-address "$node" --collector.disable-defaults --collector.textfile \
  --collector.textfile.directory "$work/textfiles" 2>"$work/node.log" &
servers+=($!)
prometheus-pushgateway --web.listen-address "$gateway" 2>"$work/gateway.log" &
servers+=($!)

"$job" --textfile "$work/textfiles/invoice_run.prom"
curl --fail --silent --retry 50 --retry-connrefused --retry-delay 1 --output /dev/null "http://$gateway/-/ready"
"$job" --pushgateway "http://$gateway"

expect() {
  grep --quiet "$2" "$work/$1" && return
  cat "$work/$1" >&2
  echo "example: $1 has no line like: $2" >&2
  exit 1
}
curl --fail --silent --retry 50 --retry-connrefused --retry-delay 1 "http://$node/metrics" >"$work/node"
curl --fail --silent "http://$gateway/metrics" >"$work/gateway"
expect node '^invoice_run_invoices_total 120$'
expect node '^invoice_run_last_success_timestamp_seconds [0-9.e+]*$'
expect node '^node_textfile_scrape_error 0$'
expect gateway '^invoice_run_invoices_total{instance="",job="invoice_run"} 120$'
expect gateway '^push_time_seconds{instance="",job="invoice_run"} '
echo "example: node_exporter and the Pushgateway serve what the job counted"
