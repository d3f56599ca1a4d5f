import Testing

@testable import nines

/// What is refused of `targets`.
@Suite struct TargetRefusalTests {
    @Test(arguments: refusals)
    func `refused with the whole message`(_ refusal: Refusal) {
        refusal.check()
    }

    static let refusals = [
        Refusal(
            "a target without a name",
            """
            targets:
              - url: http://a/
            """,
            """
            nines.yml:2: targets[0]: name is missing
            """),
        Refusal(
            "a target without a URL",
            """
            targets:
              - name: a
            """,
            """
            nines.yml:2: targets[0]: url or target is missing
            """),
        Refusal(
            "a target with both",
            Sample.target
                + """
                    target: a:80
                """,
            """
            nines.yml:4: targets[0].target: url and target exclude each other (the other is on line 3)
            """),
        Refusal(
            "a target that is no mapping",
            """
            targets:
              - http://a/
            """,
            """
            nines.yml:2: targets[0]: must be a mapping, not a scalar
            """),
        Refusal(
            "a URL without a scheme",
            """
            targets:
              - {name: a, url: shop.example/health}
            """,
            """
            nines.yml:2: targets[0].url: "shop.example/health" is not a URL that can be probed: no scheme: \
            http:// or https:// expected
            """),
        Refusal(
            "a URL of another scheme",
            """
            targets:
              - {name: a, url: ftp://shop.example/}
            """,
            """
            nines.yml:2: targets[0].url: "ftp://shop.example/" is not a URL that can be probed: scheme "ftp" is \
            neither http nor https
            """),
        Refusal(
            "a URL without a host",
            """
            targets:
              - {name: a, url: 'http:///health'}
            """,
            """
            nines.yml:2: targets[0].url: "http:///health" is not a URL that can be probed: the host has no \
            name, or one above 253 bytes
            """),
        Refusal(
            "a port out of range",
            """
            targets:
              - {name: a, target: 'shop.example:70000'}
            """,
            """
            nines.yml:2: targets[0].target: "shop.example:70000" is not a URL that can be probed: port "70000" \
            is not a number from 1 to 65535
            """),
        Refusal(
            "an international host that nobody can have",
            """
            targets:
              - {name: a, url: 'http://-bücher.example/'}
            """,
            """
            nines.yml:2: targets[0].url: "http://-bücher.example/" is not a URL that can be probed: host \
            "-bücher.example" is not a name that can be registered (UTS #46)
            """),
        Refusal(
            "a host that some programs take for an address",
            """
            targets:
              - {name: a, target: '0x7f.1:8080'}
            """,
            """
            nines.yml:2: targets[0].target: "0x7f.1:8080" is not a URL that can be probed: 0x7f.1 is a number that \
            some programs take for 127.0.0.1 (write 127.0.0.1 if that is meant)
            """),
        Refusal(
            "a host with a colon that is no address",
            """
            targets:
              - {name: a, url: 'http://[::1::2]/'}
            """,
            """
            nines.yml:2: targets[0].url: "http://[::1::2]/" is not a URL that can be probed: ::1::2 is not an IPv6 \
            address
            """),
        Refusal(
            "credentials in a URL, without showing them",
            """
            targets:
              - {name: a, url: 'http://me:s3cret@shop.example/'}
            """,
            """
            nines.yml:2: targets[0].url: credentials in a URL (not shown) would be published as its instance \
            label (write them as a header of a module)
            """),
        Refusal(
            "a bad URL with credentials, without showing them",
            """
            targets:
              - {name: a, url: 'http://me:s3/cret@shop.example/'}
            """,
            """
            nines.yml:2: targets[0].url: not a URL that can be probed (not shown: it may hold a password)
            """),
        Refusal(
            "two targets of one name",
            Sample.target
                + """
                  - name: shop
                    url: http://b.example/
                """,
            """
            nines.yml:4: targets[1].name: "shop" is the name of targets[0] on line 2 too
            """),
        Refusal(
            "two targets with the same labels",
            Sample.target
                + """
                  - name: again
                    url: http://a.example/
                    labels: {team: ''}
                """,
            """
            nines.yml:4: targets[1]: "again" has the same job, instance and labels as targets[0] on line 2 (a label \
            must tell them apart)
            """),
        Refusal(
            "an unknown module",
            Sample.target
                + """
                    module: http_2x
                """,
            """
            nines.yml:4: targets[0].module: "http_2x" is not a module of this file (did you mean http_2xx?)
            """),
        Refusal(
            "a module that the file does not define",
            Sample.target
                + """
                    module: my_module
                """,
            """
            nines.yml:4: targets[0].module: "my_module" is not a module of this file (known: http_2xx)
            """),
        Refusal(
            "an interval that is no duration",
            Sample.target
                + """
                    interval: soon
                """,
            """
            nines.yml:4: targets[0].interval: "soon" is not a duration (write 15s, 1m30s, 1d)
            """),
        Refusal(
            "an interval without a unit",
            Sample.target
                + """
                    interval: 15
                """,
            """
            nines.yml:4: targets[0].interval: "15" has no unit (write 15s, 1m30s, 1d)
            """),
        Refusal(
            "an interval of nothing",
            Sample.target
                + """
                    interval: 0
                """,
            """
            nines.yml:4: targets[0].interval: "0" is shorter than 100ms
            """),
        Refusal(
            "an interval shorter than the timeout",
            Sample.module
                + """
                    timeout: 10s
                targets:
                  - name: shop
                    url: http://a.example/
                    module: m
                    interval: 5s
                """,
            """
            nines.yml:9: targets[0].interval: 5s is shorter than the timeout 10s of module "m" on line 4
            """),
        Refusal(
            "a default interval shorter than the timeout",
            Sample.module
                + """
                    timeout: 1m
                targets:
                  - name: shop
                    url: http://a.example/
                    module: m
                """,
            """
            nines.yml:6: targets[0].interval: the default 15s is shorter than the timeout 1m of module "m" on \
            line 4
            """),
        Refusal(
            "an empty job",
            Sample.target
                + """
                    job: ''
                """,
            """
            nines.yml:4: targets[0].job: must not be empty
            """),
        Refusal(
            "a label with a dash",
            Sample.target
                + """
                    labels: {my-team: a}
                """,
            """
            nines.yml:4: targets[0].labels.my-team: not a label name (letters, digits and _, beginning with a \
            letter or _)
            """),
        Refusal(
            "reserved labels",
            Sample.target
                + """
                    labels:
                      instance: a
                      phase: b
                      __name__: c
                """,
            """
            nines.yml:5: targets[0].labels.instance: this label is reserved (Nines or Prometheus sets it)
            nines.yml:6: targets[0].labels.phase: this label is reserved (Nines or Prometheus sets it)
            nines.yml:7: targets[0].labels.__name__: labels that begin with __ are reserved for Prometheus
            """),
        Refusal(
            "a label without a value",
            Sample.target
                + """
                    labels:
                      team:
                """,
            """
            nines.yml:5: targets[0].labels.team: has no value (write "" for an empty one)
            """),
        Refusal(
            "a label written twice",
            Sample.target
                + """
                    labels:
                      team: a
                      team: b
                """,
            """
            nines.yml:6: targets[0].labels.team: duplicate key (first on line 5)
            """),
        Refusal(
            "a name over two lines",
            """
            targets:
              - name: "a\\nb"
                url: http://a/
            """,
            """
            nines.yml:2: targets[0].name: "a\\nb" has a line break or another control character
            """),
        Refusal(
            "a target with an unknown key",
            Sample.target
                + """
                    intervall: 5s
                """,
            """
            nines.yml:4: targets[0].intervall: unknown key (did you mean interval?)
            """),
    ]
}
