"""slo-generator's computation of SLOs with four windows, without the time of the backend that it would ask for counts.

Called with the operation "evaluate", the number of threads (1) and how many SLOs to compute; prints the milliseconds
that 10,000 take.
"""

import logging
import sys
import time
import types

from slo_generator.compute import compute


class CountedBackend:
    """Answers at once: all windows have the same counts."""

    def __init__(self, client=None, **_):
        pass

    def good_bad_ratio(self, timestamp, window, slo_config):
        return 997_000, 1_000


def configuration():
    tiers = (("1h", 14.4, 3_600), ("6h", 6, 21_600), ("1d", 3, 86_400), ("3d", 1, 259_200))
    steps = [
        {
            "name": name,
            "burn_rate_threshold": factor,
            "alert": True,
            "message_alert": "burning",
            "message_ok": "fine",
            "window": window,
        }
        for name, factor, window in tiers
    ]
    return {
        "backends": {"counted.CountedBackend": {}},
        "error_budget_policies": {"default": {"steps": steps}},
    }


def definition(index):
    return {
        "apiVersion": "sre.google.com/v2",
        "kind": "ServiceLevelObjective",
        "metadata": {"name": f"availability-{index}", "labels": {"service_name": "shop"}},
        "spec": {
            "description": "Requests succeed.",
            "backend": "counted.CountedBackend",
            "method": "good_bad_ratio",
            "exporters": [],
            "service_level_indicator": {},
            "goal": 0.999,
        },
    }


def main():
    operation, threads, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if (operation, threads) != ("evaluate", 1):
        sys.exit(f"slo_generator_bench: only \"evaluate 1 COUNT\", not {sys.argv[1:]}")
    # It finds backends by their module's name.
    module = types.ModuleType("counted")
    module.CountedBackend = CountedBackend
    sys.modules["counted"] = module
    # Its log lines would be most of the time.
    logging.disable(logging.CRITICAL)
    config = configuration()
    definitions = [definition(index) for index in range(count)]
    start = time.perf_counter()
    reports = [compute(slo, config, timestamp=1_800_000_000) for slo in definitions]
    elapsed = time.perf_counter() - start
    # 1,000 of 998,000 are bad, which is a burn rate of 1.
    if any(len(steps) != 4 or steps[0].get("error_budget_burn_rate") != 1 for steps in reports):
        sys.exit(f"slo_generator_bench: unexpected {reports[0]}")
    print(elapsed / count * 10_000 * 1_000)


main()
