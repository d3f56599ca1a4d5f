import Testing

@testable import nines

/// What is refused of a document as a whole, its YAML, its top-level keys and `web`.
@Suite struct DocumentRefusalTests {
    @Test(arguments: refusals)
    func `refused with the whole message`(_ refusal: Refusal) {
        refusal.check()
    }

    static let refusals = [
        Refusal(
            "an empty file",
            "",
            """
            nines.yml:1: the file is empty (the least is `modules: {}`)
            """),
        Refusal(
            "a file of comments",
            """
            # nothing
            """,
            """
            nines.yml:1: the file is empty (the least is `modules: {}`)
            """),
        Refusal(
            "a lone document marker",
            "---\n",
            """
            nines.yml:1: the file is empty (the least is `modules: {}`)
            """),
        Refusal(
            "a list",
            """
            - a
            - b
            """,
            """
            nines.yml:1: the file must be a mapping, not a list
            """),
        Refusal(
            "a scalar",
            """
            hello
            """,
            """
            nines.yml:1: the file must be a mapping, not a scalar
            """),
        Refusal(
            "an unclosed bracket",
            """
            targets: [
              {name: a,
            """,
            """
            nines.yml:2: not YAML: while parsing a flow node: did not find expected node content (at the end)
            """),
        Refusal(
            "a tab as indentation",
            """
            targets:
            \t- name: a
            """,
            """
            nines.yml:2: not YAML: a tab stands where YAML has spaces only (write spaces for it) (column 1)
            """),
        Refusal(
            "a tab behind spaces, and behind letters that are two bytes each",
            """
            x-é: {é: é}
            targets:
              \t- name: a
            """,
            """
            nines.yml:3: not YAML: a tab stands where YAML has spaces only (write spaces for it) (column 3)
            """),
        Refusal(
            "a text that begins with what YAML keeps for itself",
            """
            targets:
              - name: @a
            """,
            """
            nines.yml:2: not YAML: a text cannot begin with @ unless it is in quotes (column 11)
            """),
        Refusal(
            "a mapping in the middle of a scalar",
            """
            targets: a: b
            """,
            """
            nines.yml:1: not YAML: mapping values are not allowed in this context (column 11)
            """),
        Refusal(
            "two documents",
            """
            modules: {}
            ---
            modules: {}
            """,
            """
            nines.yml:2: a second document begins here (a configuration is one document)
            """),
        Refusal(
            "a control character",
            """
            modules: {}
            # \u{7}
            """,
            """
            nines.yml:2: the character "\\u{7}" is not allowed
            """),
        Refusal(
            "an unknown alias",
            """
            modules: {}
            targets: *those
            """,
            """
            nines.yml:2: an alias has no anchor before it (quote a text that begins with *)
            """),
        Refusal(
            "an alias inside its own anchor",
            """
            targets: &all
              - *all
            """,
            """
            nines.yml:2: an alias has no anchor before it (quote a text that begins with *)
            """),
        Refusal(
            "a tag",
            """
            modules: {}
            web:
              listen: !!binary aGk=
            """,
            """
            nines.yml:3: the tag !!binary is not supported (quote a text that begins with !)
            """),
        Refusal(
            "a merge of a scalar",
            """
            modules:
              m:
                <<: 5
            """,
            """
            nines.yml:3: << takes a mapping or a list of mappings, not a scalar
            """),
        Refusal(
            "a mapping as key",
            """
            {a: b}: c
            """,
            """
            nines.yml:1: a key must be text, not a mapping
            """),
        Refusal(
            "a key behind a question mark",
            """
            {? modules : {}}
            """,
            """
            nines.yml:1: keys behind ? are not supported (quote a text that begins with ?)
            """),
        Refusal(
            "a key written twice",
            """
            modules: {}
            web:
              listen: :1
              listen: :2
            """,
            """
            nines.yml:4: web.listen: duplicate key (first on line 3)
            """),
        Refusal(
            "a key written three times, quoted and not",
            """
            "web": {}
            modules: {}
            web: {}
            'web': {}
            """,
            """
            nines.yml:3: web: duplicate key (first on line 1)
            nines.yml:4: web: duplicate key (first on line 1)
            """),
        Refusal(
            "two pairs of keys written twice",
            Sample.target
                + """
                    name: other
                modules: {}
                modules: {}
                """,
            """
            nines.yml:4: targets[0].name: duplicate key (first on line 2)
            nines.yml:6: modules: duplicate key (first on line 5)
            """),
        Refusal(
            "a misspelt key",
            """
            target:
              - name: a
            """,
            """
            nines.yml:1: target: unknown key (did you mean targets?)
            """),
        Refusal(
            "a key far from every other",
            """
            grafana: {}
            """,
            """
            nines.yml:1: grafana: unknown key (known: include, modules, defaults, targets, discovery, maintenance, slos, \
            probing, web, state, environment)
            """),
        Refusal(
            "a list for a mapping",
            """
            modules: [http]
            """,
            """
            nines.yml:1: modules: must be a mapping, not a list
            """),
        Refusal(
            "a mapping for a list",
            """
            targets: {name: a}
            """,
            """
            nines.yml:1: targets: must be a list, not a mapping
            """),
        Refusal(
            "several problems, in the order of lines",
            """
            web: {listen: nowhere}
            targets:
              - name: a
                url: ftp://a/
              - url: http://b/
            module: {}
            """,
            """
            nines.yml:1: web.listen: "nowhere" is not host:port (write 127.0.0.1:9919, [::1]:9919, or :9919 for \
            every IPv4 address)
            nines.yml:4: targets[0].url: "ftp://a/" is not a URL that can be probed: scheme "ftp" is neither \
            http nor https
            nines.yml:5: targets[1]: name is missing
            nines.yml:6: module: unknown key (did you mean modules?)
            """),
        Refusal(
            "a listen address without a port",
            """
            web: {listen: localhost}
            """,
            """
            nines.yml:1: web.listen: "localhost" is not host:port (write 127.0.0.1:9919, [::1]:9919, or :9919 \
            for every IPv4 address)
            """),
        Refusal(
            "a listen address with a port out of range",
            """
            web:
              listen: 127.0.0.1:99999
            """,
            """
            nines.yml:2: web.listen: "127.0.0.1:99999" is not host:port (write 127.0.0.1:9919, [::1]:9919, or \
            :9919 for every IPv4 address)
            """),
        Refusal(
            "hosts with more than a name",
            "web: {allowed_hosts: [nines.example, \"https://a.example\", \"a.example:80\", \"\"]}\n",
            """
            nines.yml:1: web.allowed_hosts[1]: "https://a.example" is not a name of a host (without scheme, port and path)
            nines.yml:1: web.allowed_hosts[2]: "a.example:80" is not a name of a host (without scheme, port and path)
            nines.yml:1: web.allowed_hosts[3]: must not be empty
            """),
        Refusal(
            "an unknown key of web",
            """
            web: {port: 9919}
            """,
            """
            nines.yml:1: web.port: unknown key (known: listen, allowed_hosts)
            """),
        Refusal(
            "a state without a path",
            """
            state: {interval: 10s}
            """,
            """
            nines.yml:1: state: path is missing
            """),
        Refusal(
            "a state that SQLite would not keep in a file",
            """
            state: {path: ":memory:"}
            """,
            """
            nines.yml:1: state.path: ":memory:" is not the path of a file (leave state out to keep it in memory)
            """),
        Refusal(
            "a state in a folder that does not exist",
            """
            state: {path: /nowhere/nines.db}
            """,
            """
            nines.yml:1: state.path: the folder "/nowhere" cannot be written to: No such file or directory
            """),
        Refusal(
            "a state that is a folder",
            """
            state: {path: /tmp}
            """,
            """
            nines.yml:1: state.path: "/tmp" is a folder
            """),
        Refusal(
            "a state that is written all the time, and an unknown key of it",
            """
            state:
              path: nines.db
              interval: 10ms
              compress: true
            """,
            """
            nines.yml:3: state.interval: "10ms" is shorter than 100ms
            nines.yml:4: state.compress: unknown key (known: path, interval, check_interval)
            """),
        Refusal(
            "an alias without an anchor, without showing it",
            """
            web:
              listen: *s3cret
            """,
            """
            nines.yml:2: an alias has no anchor before it (quote a text that begins with *)
            """),
        Refusal(
            "a tag of somebody's own, without showing it",
            """
            web:
              listen: !s3cret x
            """,
            """
            nines.yml:2: the tag !... is not supported (quote a text that begins with !)
            """),
    ]
}
