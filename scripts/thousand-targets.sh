#!/usr/bin/env bash
# Measures nines with 1,000 targets at a 10 s interval against one nginx on this machine: how late probes start, and
# what they cost. Usage: thousand-targets.sh [SECONDS [TARGETS]]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60} targets=${2:-1000}
swift build --configuration release --product nines >/dev/null
export PATH="$PATH:/usr/sbin"

work=$(mktemp -d)
trap 'kill "${children[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT
children=()
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
server=$(free_port) listen=127.0.0.1:$(free_port)

cat >"$work/nginx.conf" <<NGINX
daemon off; pid $work/nginx.pid; error_log stderr; worker_processes 1;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path $work/a; proxy_temp_path $work/b; fastcgi_temp_path $work/c; uwsgi_temp_path $work/d;
  scgi_temp_path $work/e;
  server { listen 127.0.0.1:$server; location / { return 200 "in stock\n"; } }
}
NGINX
{
  echo "targets:"
  for ((i = 0; i < targets; i++)); do
    echo "  - {name: target-$i, url: 'http://127.0.0.1:$server/$i', interval: 10s}"
  done
  echo "slos:"
  for ((i = 0; i < targets; i += 10)); do
    echo "  - {name: availability-$i, service: shop, objective: 0.999, window: 30d, indicator: {probe: {target: target-$i}}}"
  done
} >"$work/nines.yml"

nginx -c "$work/nginx.conf" -p "$work" 2>/dev/null & children+=($!)
.build/release/nines serve --config "$work/nines.yml" --listen "$listen" --log-level error 2>/dev/null & children+=($!)
until curl -sf "http://$listen/-/ready" >/dev/null; do
  kill -0 "${children[1]}" || { echo "thousand-targets: nines has ended" >&2; exit 1; }
  sleep 0.2
done
curl -s "http://$listen/metrics" >"$work/before"
sleep "$seconds"
curl -s -w 'scrape: %{size_download} bytes in %{time_total} s\n' -o "$work/after" "http://$listen/metrics"

python3 - "$work/before" "$work/after" "$seconds" "$targets" <<'PYTHON'
import sys

def page(path):
    return dict(line.rsplit(" ", 1) for line in open(path) if not line.startswith("#"))

before, after = page(sys.argv[1]), page(sys.argv[2])
seconds, targets = float(sys.argv[3]), int(sys.argv[4])
grown = lambda key: float(after.get(key, 0)) - float(before.get(key, 0))
bucket = 'nines_probe_start_delay_seconds_bucket{le="%s"}'
bounds = [k[len(bucket) - 4 : -2] for k in after if k.startswith("nines_probe_start_delay_seconds_bucket")]
total = grown("nines_probe_start_delay_seconds_count")
late = [(b, grown(bucket % b)) for b in bounds]
quantile = lambda q: next(b for b, n in late if n >= q * total)
failed = sum(grown(k) for k in after if k.startswith("nines_probes_total") and 'outcome="failure"' in k)
print(f"{targets} targets at 10 s for {seconds:.0f} s: {total:.0f} probes ({targets * seconds / 10:.0f} due), {failed:.0f} failed")
print(f"start delay: p50 at most {quantile(0.5)} s, p99 at most {quantile(0.99)} s, p99.9 at most {quantile(0.999)} s")
print(f"CPU: {100 * grown('process_cpu_seconds_total') / seconds:.1f} % of one core")
print(f"resident memory: {float(after['process_resident_memory_bytes']) / 2**20:.1f} MiB")
PYTHON
