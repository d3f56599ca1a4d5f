"""Prints what Google's protobuf library reads from a page of length-delimited messages, as JSON.

Usage: parse_protobuf.py PAGE

The output is that of parse_page.py. The messages of io.prometheus.client are written down here, each message's fields as
"name number type", where * marks a list.
"""

import json
import struct
import sys

try:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, unknown_fields
    from google.protobuf.internal.decoder import _DecodeVarint32
except ImportError:
    sys.exit("the Python package protobuf is not installed: pip install protobuf")

MESSAGES = {
    "LabelPair": "name 1 string, value 2 string",
    "Number": "value 1 double",
    "Time": "seconds 1 int64, nanos 2 int32",
    "Exemplar": "label 1 LabelPair*, value 2 double, timestamp 3 Time",
    "Counter": "value 1 double, exemplar 2 Exemplar, start 3 Time",
    "Quantile": "quantile 1 double, value 2 double",
    "Summary": "count 1 uint64, sum 2 double, quantile 3 Quantile*, start 4 Time",
    "Bucket": "count 1 uint64, bound 2 double, exemplar 3 Exemplar",
    "Span": "offset 1 sint32, length 2 uint32",
    "Histogram": "count 1 uint64, sum 2 double, bucket 3 Bucket*, schema 5 sint32, zero_threshold 6 double,"
    " zero_count 7 uint64, negative_span 9 Span*, negative_delta 10 sint64*, positive_span 12 Span*,"
    " positive_delta 13 sint64*, start 15 Time, exemplars 16 Exemplar*",
    "Metric": "label 1 LabelPair*, gauge 2 Number, counter 3 Counter, summary 4 Summary, untyped 5 Number,"
    " histogram 7 Histogram",
    "Family": "name 1 string, help 2 string, type 3 int32, metric 4 Metric*, unit 5 string",
}


def family_class(syntax):
    file = descriptor_pb2.FileDescriptorProto(name=f"{syntax}.proto", package=syntax, syntax=syntax)
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field in fields.split(","):
            field_name, number, kind = field.split()
            entry = message.field.add(name=field_name, number=int(number))
            entry.label = entry.LABEL_REPEATED if kind.endswith("*") else entry.LABEL_OPTIONAL
            kind = kind.rstrip("*")
            if kind in MESSAGES:
                entry.type, entry.type_name = entry.TYPE_MESSAGE, f".{syntax}.{kind}"
            else:
                entry.type = getattr(entry, "TYPE_" + kind.upper())
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{syntax}.Family"))


def read(page, message_class):
    position = 0
    while position < len(page):
        length, position = _DecodeVarint32(page, position)
        message = message_class()
        consumed = message.ParseFromString(page[position : position + length])
        assert consumed == length, (consumed, length)
        assert not len(unknown_fields.UnknownFieldSet(message)), f"unknown fields in {message.name}"
        position += length
        yield message


def samples(family):
    for metric in family.metric:
        labels = {label.name: label.value for label in metric.label}
        for kind in ("gauge", "counter", "untyped"):
            if metric.HasField(kind):
                yield family.name, labels, getattr(metric, kind).value
        if metric.HasField("histogram"):
            histogram = metric.histogram
            for bucket in histogram.bucket:
                yield family.name + "_bucket", labels | {"le": repr(bucket.bound)}, bucket.count
            yield family.name + "_bucket", labels | {"le": "inf"}, histogram.count
            yield family.name + "_sum", labels, histogram.sum
            yield family.name + "_count", labels, histogram.count


def families(page, syntax):
    return [
        {
            "name": family.name,
            "type": str(family.type),
            "unit": family.unit,
            "help": family.help,
            "samples": [
                {"name": name, "labels": labels, "bits": struct.pack(">d", value).hex()}
                for name, labels, value in samples(family)
            ],
        }
        for family in read(page, family_class(syntax))
    ]


def main():
    with open(sys.argv[1], "rb") as file:
        page = file.read()
    # Absent fields and lists of numbers differ between the syntaxes: readers of both have to agree.
    older, newer = families(page, "proto2"), families(page, "proto3")
    assert older == newer, "proto2 and proto3 read differently"
    json.dump(older, sys.stdout)


main()
