#!/usr/bin/env bash
# What names that nobody answers for cost others: nines probes 60 of them and 5 that are answered, in a network
# namespace with a name server of its own, every 5 s with a timeout of 3 s. Then the name server moves, which
# resolv.conf says.
# Usage: hung-names.sh [SECONDS [NINES [P99]]], where P99 is the bar for look-ups of the 5 in milliseconds. Exits with
# 77 where namespaces are not permitted.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-120} nines=${2:-} p99=${3:-50}
apart=(unshare --mount --net)
((EUID)) && apart+=(--map-root-user)
if ! "${apart[@]}" true 2>/dev/null; then
  echo "hung-names: skipped: this system lets us make no mount and network namespaces" >&2
  exit 77
fi
if [[ -z $nines ]]; then
  swift build --configuration release --product nines >/dev/null
  nines=.build/release/nines
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/servers.py" <<'PYTHON'
"""A name server on two addresses that answers for well*.test and drops the rest, and an HTTP server."""
import http.server, socket, socketserver, struct, sys, threading

def name_server(address, log):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, 53))
    while True:
        question, client = server.recvfrom(4096)
        end, labels = 12, []
        while question[end]:
            labels.append(question[end + 1 : end + 1 + question[end]].decode())
            end += question[end] + 1
        end += 5
        log.write(f"{address} {'.'.join(labels)}\n")
        if not labels[0].startswith("well"):
            continue
        is_a = question[end - 4 : end - 2] == b"\0\1"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4\x7f\0\0\1" if is_a else b""
        head = question[:2] + struct.pack(">HHHHH", 0x8180, 1, int(is_a), 0, 0)
        server.sendto(head + question[12:end] + answer, client)

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *arguments): pass

log = open(sys.argv[1], "w", buffering=1)
for address in ["127.0.0.1", "127.0.0.2"]:
    threading.Thread(target=name_server, args=(address, log), daemon=True).start()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 80), Answer)
server.daemon_threads = True
server.serve_forever()
PYTHON

cat >"$work/watch.py" <<'PYTHON'
"""Reads the page every half second: probes are 5 s apart, so it sees each of them. Ends with 1 where the bar is missed."""
import os, re, sys, time, urllib.request

work, seconds, bar, process = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
LINE = re.compile(r'^(\w+)\{(.*)\} (\S+)$')
seen, waits, missed, threads, good = {}, [], {}, 0, 0
start = time.monotonic()
ready = None
while time.monotonic() - start < seconds:
    threads = max(threads, len(os.listdir(f"/proc/{process}/task")))
    try:
        page = urllib.request.urlopen("http://127.0.0.1:9919/metrics", timeout=5).read().decode()
    except OSError:
        if time.monotonic() - start > 10:
            sys.exit("hung-names: nines does not serve")
        time.sleep(0.05)
        continue
    values = {}
    for line in page.splitlines():
        if match := LINE.match(line):
            labels = dict(re.findall(r'(\w+)="([^"]*)"', match[2]))
            values.setdefault(match[1], []).append((labels, float(match[3])))
    for labels, value in values.get("probe_http_duration_seconds", []):
        # Its last digits make each probe's duration another.
        if labels["phase"] == "resolve" and "//well" in labels["instance"]:
            if seen.get(labels["instance"]) != value:
                seen[labels["instance"]] = value
                waits.append(value)
    for labels, value in values.get("probe_success", []):
        if "//well" in labels["instance"] and value == 0:
            missed[labels["instance"]] = missed.get(labels["instance"], 0) + 1
    good = int(sum(value for labels, value in values.get("nines_probes_total", []) if labels["outcome"] == "success"))
    time.sleep(0.5)
    if time.monotonic() - start > seconds - 8 and not ready:
        ready = True
        # In place: the file is a mount point.
        open("/etc/resolv.conf", "w").write("nameserver 127.0.0.2\n")

asked = [line.split() for line in open(f"{work}/questions.log")]
moved = sum(1 for server, name in asked if server == "127.0.0.2" and name.startswith("well"))
waits.sort()
p99 = waits[min(len(waits) - 1, int(0.99 * len(waits)))] if waits else float("inf")
least = int(5 * (seconds - 5) / 5 * 0.9)
print(f"well names: {good} probes succeeded (at least {least} expected), {sum(missed.values())} times down")
print(f"their look-ups: {len(waits)} seen, p99 {1000 * p99:.1f} ms, longest {1000 * max(waits, default=0):.1f} ms")
print(f"threads of the process: {threads} at most")
print(f"questions about names that nobody answers for: {sum(1 for _, name in asked if name.startswith('hung'))}")
print(f"questions to the other name server, once resolv.conf named it: {moved}")
if missed or good < least or 1000 * p99 >= bar or threads > 64 or moved == 0:
    sys.exit(f"hung-names: the bar is: no miss, p99 below {bar:.0f} ms, at most 64 threads, and resolv.conf followed")
PYTHON

{
  echo "modules: {quick: {prober: http, timeout: 3s}}"
  echo "targets:"
  for i in {0..64}; do
    kind=hung
    ((i % 13 == 6)) && kind=well
    echo "  - {name: $kind-$i, url: 'http://$kind-$i.test/', module: quick, interval: 5s}"
  done
} >"$work/nines.yml"
# With a search list, as most machines have: it makes two questions of one.
printf 'search elsewhere.test\nnameserver 127.0.0.1\n' >"$work/resolv.conf"
echo "hosts: files dns" >"$work/nsswitch.conf"

# Whatever is started inside ends with the shell.
"${apart[@]}" --pid --fork --mount-proc --kill-child bash -s "$work" "$seconds" "$nines" "$p99" <<'NAMESPACE'
set -euo pipefail
work=$1 seconds=$2 nines=$3 p99=$4
mount --bind "$work/resolv.conf" /etc/resolv.conf
mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf
python3 - <<'PYTHON'
# What `ip link set lo up` does, for systems without ip.
import fcntl, socket, struct
link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(link, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
PYTHON
python3 "$work/servers.py" "$work/questions.log" &
until [[ -e $work/questions.log ]] && (: </dev/tcp/127.0.0.1/80) 2>/dev/null; do sleep 0.05; done
"$nines" serve --config "$work/nines.yml" --listen 127.0.0.1:9919 --log-level error &
python3 "$work/watch.py" "$work" "$seconds" "$p99" $!
NAMESPACE
