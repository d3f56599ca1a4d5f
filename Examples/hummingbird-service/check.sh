#!/usr/bin/env bash
# Builds the service, starts it on a free port, sends it requests and compares what its metrics page counts.
set -euo pipefail
cd "$(dirname "$0")"
command -v curl >/dev/null || { echo "example: curl is needed" >&2; exit 2; }

echo "example: building (the first build takes some minutes)"
swift build --scratch-path .build-example --quiet
program=$(swift build --scratch-path .build-example --show-bin-path)/hummingbird-service

work=$(mktemp -d)
service=
stop() {
  [[ -z $service ]] || { kill "$service" 2>/dev/null || true; wait "$service" 2>/dev/null || true; }
  rm -rf "$work"
}
trap stop EXIT

"$program" >"$work/output" 2>"$work/log" &
service=$!
# It prints the address of its metrics page once it listens.
for _ in {1..300}; do
  grep -q '/metrics$' "$work/output" && break
  kill -0 "$service" 2>/dev/null || { cat "$work/log" >&2; echo "example: the service ended" >&2; exit 1; }
  sleep 0.1
done
page=$(grep '/metrics$' "$work/output") || { cat "$work/log" >&2; echo "example: the service does not listen" >&2; exit 1; }
base=${page%/metrics}

for id in 1 2 3; do curl --fail --silent "$base/shipments/$id" >/dev/null; done
curl --silent "$base/shipments/1000" >/dev/null
curl --silent "$base/nowhere/at/all" >/dev/null
curl --silent --request OPTIONS "$base/shipments/1" >/dev/null

# Under load: 4,000 requests on up to 20 connections at once.
seq 4000 | xargs -P 20 -n 200 sh -c 'base=$0; for id; do echo "url = $base/shipments/7"; echo "output = /dev/null"; done \
  | curl --fail --silent --config -' "$base"

# Four bad answers, and two late ones.
for id in 950 960 970 980; do curl --silent "$base/shipments/$id" >/dev/null; done
for id in 900 901; do curl --fail --silent "$base/shipments/$id" >/dev/null; done

curl --fail --silent --dump-header "$work/head" "$page" >"$work/text"
curl --fail --silent --dump-header "$work/open-head" \
  --header 'Accept: application/openmetrics-text;version=1.0.0' "$page" >"$work/open"

curl --fail --silent --dump-header "$work/gzip-head" --header 'Accept-Encoding: gzip' "$page" \
  | gzip --decompress >"$work/gzip"

expect() {
  grep --quiet --fixed-strings --line-regexp "$2" <(tr -d '\r' <"$work/$1") && return
  cat "$work/$1" >&2
  echo "example: $1 has no line: $2" >&2
  exit 1
}
expect gzip-head 'Content-Encoding: gzip'
expect gzip 'shipment_look_ups_total 4010'
expect text '# TYPE http_requests_total counter'
expect text 'http_requests_total{method="GET",route="/shipments/{id}",status="200"} 4005'
expect text 'http_requests_total{method="GET",route="/shipments/{id}",status="404"} 1'
expect text 'http_requests_total{method="GET",route="NotFound",status="404"} 1'
expect text 'http_requests_total{method="other",route="NotFound",status="404"} 1'
expect text 'http_request_duration_seconds_bucket{method="GET",route="/shipments/{id}",le="+Inf"} 4010'
expect text 'http_request_duration_seconds_count{method="GET",route="/shipments/{id}"} 4010'
expect text 'shipment_look_ups_total 4010'
expect text 'shipments_looked_up_total 4010'
labels='http_request_method="GET",http_response_status_code="200",http_route="/shipments/{id}"'
expect text "hb_requests_total{$labels} 4005"
expect text "http_server_request_duration_seconds_count{$labels} 4005"
expect text 'nines_metrics_dropped_total{reason="negative"} 0'
# Of 4,010 look-ups 4 failed; what is not there was answered rightly. Metrics pages and unknown routes are no events.
expect text '# TYPE nines_slo_events_total counter'
expect text 'nines_slo_events_total{service="shipments",slo="availability",outcome="good"} 4006'
expect text 'nines_slo_events_total{service="shipments",slo="availability",outcome="bad"} 4'
expect text 'nines_slo_window_events{service="shipments",slo="availability",window="30d",outcome="bad"} 4'
expect text 'nines_slo_objective_ratio{service="shipments",slo="latency"} 0.99'

# The rest is what the other promise is about: at least 2 were late, and on a busy machine more of them.
value() { awk -v series="$1" '$1 == series { print $2 }' "$work/text"; }
near() {
  awk -v a="$(value "$1")" -v b="$2" 'BEGIN { d = a - b; exit !(a != "" && d < 1e-9 && d > -1e-9) }' && return
  cat "$work/text" >&2
  echo "example: $1 is not $2" >&2
  exit 1
}
late=$(value 'nines_slo_events_total{service="shipments",slo="latency",outcome="bad"}')
near 'nines_slo_events_total{service="shipments",slo="latency",outcome="good"}' $((4006 - late))
[[ $late -ge 2 ]] || { echo "example: $late late answers, not the 2 that waited for a van" >&2; exit 1; }
# 4 bad ones of 4,010 against 1 in 1,000, and the late ones of 4,006 against 1 in 100.
near 'nines_slo_burn_rate{service="shipments",slo="availability",window="1h"}' "$(awk 'BEGIN { printf "%.12f", 4000 / 4010 }')"
near 'nines_slo_error_budget_remaining_ratio{service="shipments",slo="availability"}' \
  "$(awk 'BEGIN { printf "%.12f", 1 - 4000 / 4010 }')"
near 'nines_slo_error_budget_remaining_ratio{service="shipments",slo="latency"}' \
  "$(awk -v late="$late" 'BEGIN { printf "%.12f", 1 - 100 * late / 4006 }')"
expect text 'nines_slo_alert_state{service="shipments",slo="availability",severity="page",window="1h"} 0'
expect open '# TYPE http_requests counter'
expect open 'http_requests_total{method="GET",route="/metrics",status="200"} 1'
expect open '# EOF'
grep --quiet --ignore-case '^content-type: text/plain; *version=0.0.4' "$work/head"
grep --quiet --ignore-case '^content-type: application/openmetrics-text; *version=1.0.0' "$work/open-head"

# A service group shuts down gracefully on a signal; what runs the engine must not hold it up.
kill -TERM "$service"
for _ in {1..100}; do kill -0 "$service" 2>/dev/null || break; sleep 0.1; done
if kill -0 "$service" 2>/dev/null; then echo "example: the service does not end when asked to" >&2; exit 1; fi
service=
echo "example: the service counts what it serves, beside swift-metrics, and what it promised"
