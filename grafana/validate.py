#!/usr/bin/env python3
"""Reads dashboards with the models of Grafana's own schema and says what those do not know.

usage: validate.py DASHBOARD.json...

The models keep only the fields that the schema has, so a field that is lost on the way through them, or comes back as
another value, is one that Grafana would ignore or read differently. They do not check the kinds of values, so what they
have read is compared with their annotations.
"""

import enum
import json
import sys
import types
import typing
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.cog.runtime import Runtime
from grafana_foundation_sdk.models.dashboard import Dashboard


def differences(written, read, path="$"):
    """Yields where `read` lacks or changes something of `written`; more than was written are defaults."""
    if isinstance(written, dict) and isinstance(read, dict):
        for key, value in written.items():
            if value is None and read.get(key) is None:
                continue
            if key not in read:
                yield f"{path}.{key}: not in the schema"
            else:
                yield from differences(value, read[key], f"{path}.{key}")
    elif isinstance(written, list) and isinstance(read, list):
        if len(written) != len(read):
            yield f"{path}: {len(written)} elements are read as {len(read)}"
        for index, (left, right) in enumerate(zip(written, read)):
            yield from differences(left, right, f"{path}[{index}]")
    elif written != read:
        yield f"{path}: {written!r} is read as {read!r}"


def misfits(value, hint, path="$"):
    """Yields where a value that a model has read is not of the kind that the model's annotation names."""
    if isinstance(value, dict) and hasattr(hint, "from_json"):
        # Some models leave the mappings of a list as they are.
        value = hint.from_json(value)
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        found = [list(misfits(value, part, path)) for part in parts if part is not types.NoneType or value is None]
        # The kind that comes nearest says most about what is wrong.
        yield from min(found, key=len, default=[])
    elif origin is typing.Literal:
        if value not in parts:
            yield f"{path}: {value!r} is none of {', '.join(map(repr, parts))}"
    elif isinstance(hint, type) and issubclass(hint, enum.Enum):
        if value not in [member.value for member in hint]:
            yield f"{path}: {value!r} is none of {', '.join(repr(member.value) for member in hint)}"
    elif hint in (str, bool, int, float, types.NoneType) or origin in (list, dict):
        kind = (int, float) if hint is float else origin or hint
        if not isinstance(value, kind) or isinstance(value, bool) and hint in (int, float):
            yield f"{path}: {value!r} is not of the kind {hint}"
        elif origin is list:
            for index, element in enumerate(value):
                yield from misfits(element, parts[0], f"{path}[{index}]")
        elif origin is dict:
            for key, element in value.items():
                yield from misfits(element, parts[1], f"{path}.{key}")
    elif hasattr(value, "to_json"):
        # The annotation may be a base or anything at all: what was read knows its own.
        if hint is not object and not isinstance(value, hint):
            yield f"{path}: read as {type(value).__name__}, not as {hint.__name__}"
        for name, kind in typing.get_type_hints(type(value)).items():
            yield from misfits(getattr(value, name), kind, f"{path}.{name}")
    elif hint is not object and hint is not typing.Any:
        yield f"{path}: {value!r} is not of the kind {hint}"


def panel_kinds(panels):
    for panel in panels:
        if panel["type"] != "row":
            yield panel["type"]
        yield from panel_kinds(panel.get("panels", []))


def problems(document):
    kinds = Runtime().panelcfg_variants
    for kind in sorted(set(panel_kinds(document["panels"])) - set(kinds)):
        yield f"$.panels: Grafana has no panel {kind!r}"
    model = Dashboard.from_json(document)
    yield from misfits(model, Dashboard)
    yield from differences(document, json.loads(json.dumps(model, cls=JSONEncoder)))


def main(files):
    if not files:
        sys.exit(__doc__)
    register_default_plugins()
    failed = False
    for file in files:
        try:
            found = list(problems(json.loads(Path(file).read_text(encoding="utf-8"))))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            found = [f"cannot be read: {error!r}"]
        for problem in found:
            failed = True
            print(f"{file}: {problem}", file=sys.stderr)
    if failed:
        sys.exit(1)
    print(f"grafana: {len(files)} dashboards follow the schema")


main(sys.argv[1:])
