"""Prints what prometheus-client's parsers read from an exposition page, as JSON.

Usage: parse_page.py text|openmetrics PAGE

Values are the 16 hexadecimal digits of their IEEE 754 bits, so that nothing is lost on the way. The parsers' complaints
end the program with status 1.
"""

import json
import struct
import sys

try:
    from prometheus_client import parser as text
    from prometheus_client.openmetrics import parser as openmetrics
except ImportError:
    sys.exit("the Python package prometheus-client is not installed: pip install prometheus-client")


def main():
    grammar, path = sys.argv[1:]
    parse = {"text": text, "openmetrics": openmetrics}[grammar].text_fd_to_metric_families
    # Only a line feed ends a line; Python's default would also take a carriage return inside a label value.
    with open(path, encoding="utf-8", newline="\n") as page:
        families = [
            {
                "name": family.name,
                "type": family.type,
                "unit": family.unit,
                "help": family.documentation,
                "samples": [
                    {"name": s.name, "labels": s.labels, "bits": struct.pack(">d", s.value).hex()}
                    for s in family.samples
                ],
            }
            for family in parse(page)
        ]
    json.dump(families, sys.stdout)


main()
