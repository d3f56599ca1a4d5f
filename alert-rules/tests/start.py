#!/usr/bin/env python3
"""A real Prometheus starts beside an exporter, a service and a blackbox_exporter that are bad in everything from the first
sample. No rule may fire before its `for` is over, and each that can see the trouble must be on its way: silence that comes
from deafness would pass too. Ends when all are, which takes seconds; with `--seconds N` it looks on for so long and says
when each alert began to fire."""

import argparse
import http.server
import json
import pathlib
import socket
import subprocess
import tempfile
import threading
import time
import urllib.request

FOLDER = pathlib.Path(__file__).resolve().parent.parent
TARGET = 'job="shop",instance="https://a.example/"'
# What has nothing to wait for: the engine's alert and the budget (hardly anything was watched), an exporter that is
# there, and an overflow, which is a fact and not on the pages.
SILENT = {"NinesErrorBudgetBurn", "NinesErrorBudgetExhausted", "NinesExporterMissing", "ServiceMetricsOverflowed"}


def exporter(scrape, now):
    """The page of `nines serve`: counters grow with each scrape, so that nothing depends on how fast the machine is."""
    return f"""
nines_config_last_reload_successful 0
nines_discovery_unusable_files{{job="web"}} 1
nines_discovery_targets{{job="web",outcome="refused"}} 1
nines_state_last_persist_success_timestamp_seconds 0
nines_probe_start_delay_seconds_bucket{{le="1"}} 0
nines_probe_start_delay_seconds_bucket{{le="5"}} {scrape}
nines_probe_start_delay_seconds_bucket{{le="+Inf"}} {scrape}
probe_success{{{TARGET}}} 0
nines_probes_total{{{TARGET},outcome="failure"}} {scrape + 1}
nines_probes_without_verdict_total{{{TARGET},reason="local_resources"}} {scrape}
probe_ssl_earliest_cert_expiry{{{TARGET}}} {now - 86400}
probe_success{{job="shop",instance="https://slow.example/"}} 1
probe_timeout_seconds{{job="shop",instance="https://slow.example/"}} 5
nines_probe_duration_seconds_sum{{job="shop",instance="https://slow.example/"}} {5 * scrape}
nines_probe_duration_seconds_count{{job="shop",instance="https://slow.example/"}} {scrape}
nines_probes_total{{job="shop",instance="https://slow.example/",outcome="success"}} 1
probe_ssl_earliest_cert_expiry{{job="shop",instance="https://slow.example/"}} {now + 86400}
nines_slo_events_total{{service="shop",slo="silent",outcome="good"}} 0
nines_slo_alert_state{{service="shop",slo="silent",severity="page",window="1h"}} 2
nines_slo_alert_state{{service="shop",slo="silent",severity="ticket",window="3d"}} 2
nines_slo_window_coverage_ratio{{service="shop",slo="silent",window="1h"}} 0.001
nines_slo_window_coverage_ratio{{service="shop",slo="silent",window="3d"}} 0.0001
nines_slo_window_coverage_ratio{{service="shop",slo="silent",window="30d"}} 0.0001
nines_slo_window_events{{service="shop",slo="silent",window="30d",outcome="bad"}} 2
nines_slo_error_budget_remaining_ratio{{service="shop",slo="silent"}} -99
"""


def service(scrape, now):
    return f"""
http_server_request_duration_seconds_count{{http_response_status_code="503",http_route="/"}} {100 * scrape}
http_server_request_duration_seconds_bucket{{le="1"}} 0
http_server_request_duration_seconds_bucket{{le="2"}} {100 * scrape}
http_server_request_duration_seconds_bucket{{le="+Inf"}} {100 * scrape}
process_open_fds 1000
process_max_fds 1024
"""


def blackbox(scrape, now):
    return f"""
probe_success{{instance="https://a.example/"}} 0
probe_duration_seconds{{instance="https://a.example/"}} 5
probe_timeout_seconds{{instance="https://a.example/"}} 5
probe_ssl_earliest_cert_expiry{{instance="https://a.example/"}} 0
"""


class Pages(http.server.BaseHTTPRequestHandler):
    scrapes = {}

    def do_GET(self):
        page = {"/exporter": exporter, "/service": service, "/blackbox": blackbox}[self.path]
        scrape = self.scrapes[self.path] = self.scrapes.get(self.path, 0) + 1
        body = page(scrape, time.time()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def configuration(port):
    jobs = {
        "nines": ("/exporter", [port, free_port()]), "shop": ("/service", [port]), "blackbox": ("/blackbox", [port]),
    }
    return json.dumps({
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [f"{FOLDER}/*.yml"],
        "scrape_configs": [
            {
                "job_name": job, "honor_labels": True, "metrics_path": path,
                "static_configs": [{"targets": [f"127.0.0.1:{port}" for port in ports]}],
            }
            for job, (path, ports) in jobs.items()
        ],
    })


def alerting_rules(address):
    try:
        with urllib.request.urlopen(f"http://{address}/api/v1/rules?type=alert", timeout=5) as answer:
            groups = json.load(answer)["data"]["groups"]
    except OSError:
        return []  # It starts.
    return [rule for group in groups for rule in group["rules"]]


def watch(address, process, seconds):
    """Raises SystemExit where the rules are loud, or deaf."""
    start = time.monotonic()
    fired = {}
    while True:
        time.sleep(0.5)
        passed = time.monotonic() - start
        if process.poll() is not None:
            raise SystemExit(f"start: prometheus ended with {process.returncode}")
        rules = alerting_rules(address)
        expected = {rule["name"] for rule in rules} - SILENT
        pending = set()
        for rule in rules:
            if rule["health"] == "err":
                raise SystemExit(f"start: {rule['name']}: {rule['lastError']}")
            for alert in rule["alerts"]:
                if alert["labels"].get("job") == "blackbox" and rule["name"].startswith("Nines"):
                    raise SystemExit(f"start: {rule['name']} is about blackbox_exporter: {alert['labels']}")
                pending.add(rule["name"])
                # Prometheus may have begun a moment before this watch, and rounds to whole evaluations.
                early = rule["name"] in SILENT or passed < rule["duration"] - 2
                if alert["state"] == "firing" and early:
                    raise SystemExit(f"start: {rule['name']} fires after {passed:.0f} s: {alert['annotations']}")
                if alert["state"] == "firing" and rule["name"] not in fired:
                    fired[rule["name"]] = passed
                    print(f"start: {rule['name']} fires after {passed:.0f} s", flush=True)
        if rules and pending - {"NinesExporterMissing"} >= expected and passed >= seconds:
            return passed
        if passed > max(seconds, 60):
            raise SystemExit(f"start: not on its way after {passed:.0f} s: {', '.join(sorted(expected - pending))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=0)
    seconds = parser.parse_args().seconds
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{free_port()}"
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "prometheus.yml")
        file.write_text(configuration(server.server_port))
        process = subprocess.Popen([
            "prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder}/data",
            f"--web.listen-address={address}", "--log.level=error",
        ])
        try:
            passed = watch(address, process, seconds)
        finally:
            process.terminate()
            process.wait()
    print(f"start: quiet for {passed:.0f} s" if not seconds else f"start: passed in {passed:.0f} s")


if __name__ == "__main__":
    main()
