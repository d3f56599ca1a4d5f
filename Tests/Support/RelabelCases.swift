/// A target's labels, rules of relabelling, and what a Prometheus publishes then.
package struct RelabelCase: Sendable, CustomStringConvertible {
    package let description: String
    /// Of the target; with `__address__` if that is not `127.0.0.1:9`.
    package let labels: [String: String]
    /// Each a mapping in YAML.
    package let rules: [String]
    /// Without what begins with `__`; `job` and `instance` only if the rules set them. Nil when there is no target.
    package let published: [String: String]?
    /// What version 2 of Prometheus publishes: something else than version 3 and Nines in few cases.
    package let publishedByVersion2: [String: String]?

    package init(
        _ fact: String, _ labels: [String: String], _ rules: [String], _ published: [String: String]?,
        inVersion2 publishedByVersion2: [String: String]? = nil
    ) {
        description = fact
        self.labels = labels
        self.rules = rules
        self.published = published
        self.publishedByVersion2 = publishedByVersion2 ?? published
    }

    /// The target's labels before the rules, without those of the scrape.
    package var discovered: [String: String] { ["__address__": Self.address].merging(labels) { _, own in own } }

    package static let address = "127.0.0.1:9"

    /// The results are those of Prometheus 2.42, which the end-to-end tests ask for them.
    package static let all = [
        RelabelCase("without rules labels stay", ["a": "1"], [], ["a": "1"]),
        RelabelCase(
            "a missing label is empty between separators", ["a": "1", "c": "3"],
            ["{source_labels: [a, b, c], target_label: all}"], ["a": "1", "all": "1;;3", "c": "3"]),
        RelabelCase(
            "a separator may be of several characters or of none", ["a": "1", "b": "2"],
            [
                "{source_labels: [a, b], separator: ' - ', target_label: far}",
                "{source_labels: [a, b], separator: '', target_label: near}",
            ], ["a": "1", "b": "2", "far": "1 - 2", "near": "12"]),
        RelabelCase(
            "a label without a source gets the replacement as it is", [:],
            ["{target_label: zone, replacement: eu-1}"], ["zone": "eu-1"]),
        RelabelCase(
            "a pattern has to match the whole value", ["a": "xby"],
            [
                "{source_labels: [a], regex: b, target_label: part, replacement: found}",
                "{source_labels: [a], regex: .b., target_label: whole, replacement: found}",
            ], ["a": "xby", "whole": "found"]),
        RelabelCase(
            "alternatives are anchored too", ["a": "abc"],
            [
                "{source_labels: [a], regex: 'a|abc', target_label: one, replacement: '$0'}",
                "{source_labels: [a], regex: 'ab|bc', target_label: two, replacement: found}",
            ], ["a": "abc", "one": "abc"]),
        RelabelCase(
            "the first alternative that lets the whole match is taken", ["a": "abab"],
            ["{source_labels: [a], regex: '(a|ab)(ab|bab)', target_label: parts, replacement: '$1-$2'}"],
            ["a": "abab", "parts": "a-bab"]),
        RelabelCase(
            "groups are named or numbered", ["a": "host-7.eu"],
            [
                #"{source_labels: [a], regex: '(?P<p>\w+)-(\d)\.(?P<z>\w+)', target_label: b, replacement: '${z}/$p/$2/${0}'}"#
            ], ["a": "host-7.eu", "b": "eu/host/7/host-7.eu"]),
        RelabelCase(
            "two dollars are one", ["a": "5"],
            ["{source_labels: [a], target_label: price, replacement: '$$1 $$$1 ${1}$$'}"],
            ["a": "5", "price": "$1 $5 5$"]),
        RelabelCase(
            "a name without brackets is as long as it can be", ["a": "5"],
            [
                "{source_labels: [a], target_label: b, replacement: 'v$1x'}",
                "{source_labels: [a], target_label: c, replacement: 'v${1}x'}",
                "{source_labels: [a], target_label: d, replacement: 'v$1-x'}",
            ], ["a": "5", "b": "v", "c": "v5x", "d": "v5-x"]),
        RelabelCase(
            "a dollar that begins no name is text", ["a": "5"],
            ["{source_labels: [a], target_label: b, replacement: '$ ${ ${} ${1 ${a-b} $'}"],
            ["a": "5", "b": "$ ${ ${} ${1 ${a-b} $"]),
        RelabelCase(
            "a group that does not exist or took no part is empty", ["a": "5"],
            [
                #"{source_labels: [a], regex: '(\d)|(\w)', target_label: b, replacement: '<$1$2$3$9999999999$01$none>'}"#
            ], ["a": "5", "b": "<5>"]),
        RelabelCase(
            "an empty replacement removes the label", ["a": "1", "b": "2"],
            ["{source_labels: [a], target_label: b, replacement: ''}"], ["a": "1"]),
        RelabelCase(
            "an empty match removes the label", ["a": "1", "b": "2"],
            ["{source_labels: [none], target_label: b}"], ["a": "1"]),
        RelabelCase(
            "what does not match changes nothing", ["a": "1", "b": "2"],
            ["{source_labels: [a], regex: x, target_label: b, replacement: ''}"], ["a": "1", "b": "2"]),
        RelabelCase(
            "of groups with one name the first that took part is meant", ["a": "b"],
            ["{source_labels: [a], regex: '(?P<x>a)|(?P<x>b)', target_label: c, replacement: '<$x>'}"],
            ["a": "b", "c": "<b>"]),
        RelabelCase(
            "an empty pattern matches what is empty", ["a": "1", "b": "2"],
            [
                "{source_labels: [none], regex: '', target_label: c, replacement: nothing}",
                "{source_labels: [a], regex: '', target_label: b, replacement: something}",
            ], ["a": "1", "b": "2", "c": "nothing"]),
        RelabelCase(
            "a label's name may come from its value", ["a": "zone=eu"],
            [#"{source_labels: [a], regex: '(\w+)=(\w+)', target_label: 'from_${1}', replacement: '$2'}"#],
            ["a": "zone=eu", "from_zone": "eu"]),
        RelabelCase(
            "a name that is none is skipped", ["a": "x-y", "b": "9"],
            [
                "{source_labels: [a], target_label: '${1}', replacement: found}",
                "{source_labels: [b], target_label: '$1', replacement: found}",
                "{source_labels: [none], target_label: '${1}', replacement: found}",
            ], ["a": "x-y", "b": "9"]),
        RelabelCase(
            "a value's line breaks are part of it", ["a": "one\ntwo"],
            [#"{source_labels: [a], regex: '(?s)(.*)\n(.*)', target_label: b, replacement: '$2'}"#],
            ["a": "one\ntwo", "b": "two"]),
        RelabelCase(
            "a dot matches line breaks", ["a": "one\ntwo"],
            ["{source_labels: [a], target_label: b}", "{source_labels: [a], regex: '(?-s)(.*)', target_label: c}"],
            ["a": "one\ntwo", "b": "one\ntwo"], inVersion2: ["a": "one\ntwo"]),
        RelabelCase(
            "an end is no line's", ["a": "one\n"],
            [
                "{source_labels: [a], regex: 'one', target_label: b, replacement: found}",
                #"{source_labels: [a], regex: 'one\n', target_label: c, replacement: found}"#,
            ], ["a": "one\n", "c": "found"]),
        RelabelCase(
            "lines have ends of their own where a pattern says so", ["a": "one\ntwo"],
            [#"{source_labels: [a], regex: '(?m)one$\n^two', target_label: b, replacement: found}"#],
            ["a": "one\ntwo", "b": "found"]),
        RelabelCase(
            "characters are those of Unicode", ["a": "Zürich 🚀"],
            [#"{source_labels: [a], regex: '(\pL+) (.)', target_label: b, replacement: '$2$1'}"#],
            ["a": "Zürich 🚀", "b": "🚀Zürich"]),
        RelabelCase(
            "case folds beyond ASCII", ["a": "STRAẞE Ω"],
            ["{source_labels: [a], regex: '(?i)straße ω', target_label: b, replacement: found}"],
            ["a": "STRAẞE Ω", "b": "found"]),
        RelabelCase(
            "equal letters in other bytes are others", ["a": "\u{E9}", "b": "e\u{301}"],
            [
                #"{source_labels: [a], regex: "e\u0301", target_label: c, replacement: found}"#,
                "{source_labels: [a], action: dropequal, target_label: b}",
            ], ["a": "\u{E9}", "b": "e\u{301}"]),
        RelabelCase("drop drops", ["a": "1"], ["{source_labels: [a], regex: '1', action: drop}"], nil),
        RelabelCase(
            "drop looks at the whole value", ["a": "12"],
            ["{source_labels: [a], regex: '1', action: drop}"], ["a": "12"]),
        RelabelCase(
            "keep keeps", ["a": "1", "b": "2"],
            ["{source_labels: [a, b], regex: '1;2', action: keep}"], ["a": "1", "b": "2"]),
        RelabelCase(
            "keep drops what does not match", ["a": "1"],
            ["{source_labels: [none], regex: '.+', action: keep}"], nil),
        RelabelCase(
            "a rule sees what the rules before it did", ["a": "1"],
            [
                "{source_labels: [a], target_label: b, replacement: gone}",
                "{source_labels: [b], regex: gone, action: drop}",
            ], nil),
        RelabelCase(
            "nothing is done after a drop", ["a": "1"],
            ["{action: drop}", "{target_label: b, replacement: never}"], nil),
        RelabelCase(
            "keepequal keeps equals", ["a": "1", "b": "1"],
            ["{source_labels: [a], action: keepequal, target_label: b}"], ["a": "1", "b": "1"]),
        RelabelCase(
            "keepequal drops others", ["a": "1", "b": "1 "],
            ["{source_labels: [a], action: keepequal, target_label: b}"], nil),
        RelabelCase(
            "dropequal drops equals, and two missing labels are equal", ["a": "1"],
            ["{source_labels: [x], action: dropequal, target_label: y}"], nil),
        RelabelCase(
            "dropequal compares what is joined", ["a": "1", "b": "2", "c": "1;2", "d": "12"],
            [
                "{source_labels: [a, b], action: dropequal, target_label: d}",
                "{source_labels: [a, b], action: dropequal, target_label: c}",
            ], nil),
        RelabelCase(
            "hashmod is of one label", ["a": "shop.example:443"],
            ["{source_labels: [a], action: hashmod, modulus: 8, target_label: shard}"],
            ["a": "shop.example:443", "shard": "3"]),
        RelabelCase(
            "hashmod is of several labels, and of none", ["a": "1", "b": "ü"],
            [
                "{source_labels: [a, none, b], separator: /, action: hashmod, modulus: 1000000007, target_label: some}",
                "{action: hashmod, modulus: 18446744073709551615, target_label: no}",
            ], ["a": "1", "b": "ü", "no": "16825458760271544958", "some": "743049448"]),
        RelabelCase(
            "hashmod by one is nothing", ["a": "1"],
            ["{source_labels: [a], action: hashmod, modulus: 1, target_label: shard}"], ["a": "1", "shard": "0"]),
        RelabelCase(
            "labelmap copies", ["__meta_other": "c", "__meta_tag_Tier": "b", "__meta_tag_team": "a"],
            ["{action: labelmap, regex: '__meta_tag_(.+)'}"], ["Tier": "b", "team": "a"]),
        RelabelCase(
            "labelmap writes over what is there", ["a_x": "1", "x": "0"],
            ["{action: labelmap, regex: 'a_(.+)'}"], ["a_x": "1", "x": "1"]),
        RelabelCase(
            "the last by name wins where labelmap makes one of several", ["a_1": "a", "b_1": "b", "c_1": "c"],
            ["{action: labelmap, regex: '[a-c]_1', replacement: one}"],
            ["a_1": "a", "b_1": "b", "c_1": "c", "one": "c"]),
        RelabelCase(
            "labelmap looks at the names that were there", ["a": "1"],
            ["{action: labelmap, regex: '(a+)', replacement: '${1}a'}"], ["a": "1", "aa": "1"]),
        RelabelCase(
            "labelmap does not see source labels", ["a": "1"],
            ["{action: labelmap, source_labels: [none], regex: '(a)', replacement: 'my_$1'}"], ["a": "1", "my_a": "1"]),
        RelabelCase(
            "labeldrop removes names", ["a1": "1", "a2": "2", "ba1": "3"],
            [#"{action: labeldrop, regex: 'a\d'}"#], ["ba1": "3"]),
        RelabelCase(
            "labelkeep keeps names", ["a1": "1", "a2": "2", "ba1": "3"],
            [#"{action: labelkeep, regex: '__.*|job|a\d'}"#], ["a1": "1", "a2": "2"]),
        RelabelCase(
            "lowercase and uppercase are of single characters", ["a": "Straße İI ǅ ŉ ΑΣ ᾳ ﬁ"],
            [
                "{source_labels: [a], action: lowercase, target_label: low}",
                "{source_labels: [a], action: uppercase, target_label: up}",
            ], ["a": "Straße İI ǅ ŉ ΑΣ ᾳ ﬁ", "low": "straße ii ǆ ŉ ασ ᾳ ﬁ", "up": "STRAßE İI Ǆ ŉ ΑΣ ᾼ ﬁ"]),
        RelabelCase(
            "lowercase of nothing removes the label", ["a": "1"],
            ["{source_labels: [none], action: lowercase, target_label: a}"], [:]),
        RelabelCase(
            "lowercase and uppercase join", ["a": "Ab", "b": "cD"],
            ["{source_labels: [a, b], separator: _, action: uppercase, target_label: a}"], ["a": "AB_CD", "b": "cD"]),
        RelabelCase(
            "actions may be written in any case", ["a": "x"],
            ["{source_labels: [a], action: UpperCase, target_label: a}"], ["a": "X"]),
        RelabelCase(
            "job and instance are labels", ["a": "shop"],
            [
                "{source_labels: [a], target_label: job}",
                #"{source_labels: [__address__], regex: '(.*):\d+', target_label: instance}"#,
            ], ["a": "shop", "instance": "127.0.0.1", "job": "shop"]),
        RelabelCase(
            "an address asks another for a probe", ["__address__": "https://shop.example/health?a=1"],
            [
                "{source_labels: [__address__], target_label: __param_target}",
                "{source_labels: [__param_target], target_label: instance}",
                "{target_label: __address__, replacement: '127.0.0.1:9'}",
                "{source_labels: [__param_target], target_label: checked}",
            ], ["checked": "https://shop.example/health?a=1", "instance": "https://shop.example/health?a=1"]),
        RelabelCase(
            "what begins with two underscores does not stay", ["a": "1"],
            [
                "{source_labels: [a], target_label: __tmp_a}",
                "{source_labels: [__tmp_a], target_label: b, replacement: 'tmp $1'}",
            ], ["a": "1", "b": "tmp 1"]),
        RelabelCase(
            "a backslash is a character", ["a": #"C:\dir"#],
            [#"{source_labels: [a], regex: 'C:\\(.*)', target_label: b, replacement: '\$1'}"#],
            ["a": #"C:\dir"#, "b": #"\dir"#]),
        RelabelCase(
            "values are long", ["a": String(repeating: "ab", count: 500)],
            ["{source_labels: [a], regex: '(?:ab){500}(.*)', target_label: b, replacement: 'end'}"],
            ["a": String(repeating: "ab", count: 500), "b": "end"]),
        RelabelCase(
            "repetitions are greedy unless they say otherwise", ["a": "a.b.c"],
            [
                #"{source_labels: [a], regex: '(.*)\.(.*)', target_label: long, replacement: $1}"#,
                #"{source_labels: [a], regex: '(.*?)\.(.*)', target_label: short, replacement: $1}"#,
            ], ["a": "a.b.c", "long": "a.b", "short": "a"]),
        RelabelCase(
            "an empty replacement removes a label whose name comes from a value", ["a": "b", "b": "2"],
            ["{source_labels: [a], target_label: '${1}', replacement: ''}"],
            ["a": "b"], inVersion2: ["a": "b", "b": "2"]),
        RelabelCase(
            "without an address there is no target", ["a": "1"],
            ["{action: labeldrop, regex: __address__}"], nil),
    ]
}
