#!/usr/bin/env bash
# Installs what a purpose needs and this Debian machine lacks, and says what it does. Purposes: run, test, soak, bench,
# models.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(g++ libre2-dev libsqlite3-dev zlib1g-dev)
case ${1:?usage: setup.sh run|test|soak|bench|models} in
  run) ;;
  test) packages+=(curl faketime gdb nginx-light openssl prometheus prometheus-alertmanager python3-venv) ;;
  soak)
    packages+=(
      curl faketime nginx-light openssl prometheus prometheus-alertmanager python3-venv prometheus-node-exporter
      prometheus-pushgateway
    )
    ;;
  bench)
    packages=(
      binutils python3-venv golang-go golang-github-prometheus-client-golang-dev golang-github-prometheus-common-dev
      golang-github-victoriametrics-metrics-dev
      librust-prometheus-dev prometheus-cpp-dev nginx-light prometheus-blackbox-exporter
      g++ libre2-dev libsqlite3-dev zlib1g-dev
    )
    command -v cargo >/dev/null || packages+=(cargo)
    ;;
  models) packages=(gcc libc6-dev spin gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user) ;;
  *) echo "setup: unknown purpose '$1'" >&2; exit 2 ;;
esac

if ! command -v swift >/dev/null; then
  echo "setup: Swift 6.2 or later is needed and is not a Debian package: https://www.swift.org/install/linux/" >&2
  exit 2
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
done
if ((${#missing[@]})); then
  root=()
  ((EUID)) && root=(sudo)
  # The tests start nginx and Prometheus themselves, on free ports; the packages shall not start theirs.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod +x "$policy"
    trap '"${root[@]}" rm -f "$policy"' EXIT
  fi
  echo "setup: installing ${missing[*]}"
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# The reference parser of OpenMetrics, a decoder of protobuf, Grafana's schema and a reader of JSON Schemas, apart from
# the system's Python.
if [[ $1 == test || $1 == soak ]] \
  && ! .build/python/bin/python3 -c "import prometheus_client, google.protobuf, grafana_foundation_sdk, jsonschema" 2>/dev/null; then
  echo "setup: installing prometheus-client, protobuf, grafana-foundation-sdk and jsonschema from PyPI into .build/python"
  python3 -m venv .build/python
  # Behind the ! is the version of Grafana whose schema it is; before it, when that was packed.
  .build/python/bin/pip install --quiet --disable-pip-version-check prometheus-client protobuf jsonschema \
    'grafana-foundation-sdk==1769699379!11.6.0'
fi
