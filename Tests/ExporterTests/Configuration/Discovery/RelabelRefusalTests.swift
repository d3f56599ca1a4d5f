import Testing

@testable import nines

/// What is refused of `relabel_configs`, in the words of the whole message.
@Suite struct RelabelRefusalTests {
    @Test(arguments: refusals) func `a rule is refused with a reason`(_ rule: String, _ message: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try RelabelExample.rules([rule]) }
        #expect(error?.description == message)
    }

    static let refusals = [
        ("{target_labels: a}", "nines.yml:1: [0].target_labels: unknown key (did you mean target_label?)\n" + missing),
        ("{action: rename}", "nines.yml:1: [0].action: \"rename\" is not one of \(actions)"),
        ("[a]", "nines.yml:1: [0]: must be a mapping, not a list"),
        ("{source_labels: [a]}", missing),
        ("{source_labels: a, target_label: b}", "nines.yml:1: [0].source_labels: must be a list, not a scalar"),
        ("{source_labels: [a-b], target_label: b}", "nines.yml:1: [0].source_labels[0]: \"a-b\" is \(name)"),
        ("{target_label: 9a}", "nines.yml:1: [0].target_label: \"9a\" \(template)"),
        ("{target_label: 'a-${1}'}", "nines.yml:1: [0].target_label: \"a-${1}\" \(template)"),
        ("{target_label: '${1'}", "nines.yml:1: [0].target_label: \"${1\" \(template)"),
        ("{target_label: 'a$'}", "nines.yml:1: [0].target_label: \"a$\" \(template)"),
        ("{target_label: ü}", "nines.yml:1: [0].target_label: \"ü\" \(template)"),
        ("{target_label: a, regex: '(b'}", "nines.yml:1: [0].regex: \"(b\" \(pattern): missing ): (b"),
        ("{target_label: a, regex: 'a)|(b'}", "nines.yml:1: [0].regex: \"a)|(b\" \(pattern): unexpected ): a)|(b"),
        (
            "{target_label: a, regex: '((a{1000}){1000}){1000}'}",
            "nines.yml:1: [0].regex: \"((a{1000}){1000}){1000}\" \(pattern): invalid repetition size: {1000}"
        ),
        (
            "{target_label: a, separator: }",
            "nines.yml:1: [0].separator: has no value (write \"\" for an empty one)"
        ),
        ("{action: hashmod, target_label: a}", "nines.yml:1: [0]: modulus is missing (hashmod needs it)"),
        (
            "{action: hashmod, modulus: 0, target_label: '$1'}",
            "nines.yml:1: [0].modulus: \"0\" is not a whole number of at least 1\n"
                + "nines.yml:1: [0].target_label: \"$1\" is \(name)"
        ),
        ("{action: lowercase}", "nines.yml:1: [0]: target_label is missing (lowercase needs it)"),
        (
            "{action: uppercase, target_label: a, replacement: b}",
            "nines.yml:1: [0].replacement: uppercase takes no replacement"
        ),
        ("{action: labelmap, replacement: a-$1}", "nines.yml:1: [0].replacement: \"a-$1\" \(template)"),
        (
            "{action: labeldrop, regex: a, source_labels: [b]}",
            "nines.yml:1: [0].source_labels: labeldrop takes regex and nothing else"
        ),
        (
            "{action: labelkeep, regex: a, separator: ','}",
            "nines.yml:1: [0].separator: labelkeep takes regex and nothing else"
        ),
        (
            "{action: keepequal, target_label: a, regex: '(.*)'}",
            "nines.yml:1: [0].regex: keepequal takes source_labels and target_label and nothing else"
        ),
    ]

    @Test(arguments: [
        "{action: keep, target_label: -, replacement: -, modulus: -}",
        "{action: labeldrop, regex: a, separator: ;, replacement: $1}",
        "{action: lowercase, target_label: a, replacement: $1, modulus: 7}",
        "{target_label: '_a${b}$1c', regex: '', replacement: ''}",
    ]) func `what Prometheus lets pass is let pass`(_ rule: String) throws {
        #expect(try RelabelExample.rules([rule]).count == 1)
    }

    private static let missing = "nines.yml:1: [0]: target_label is missing (replace needs it)"
    private static let actions =
        "replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase"
    private static let name = "not a label name (letters, digits and _, beginning with a letter or _)"
    private static let template =
        "does not make a label name (letters, digits, _ and groups of the regex such as ${1})"
    private static let pattern = "is not a regular expression"
}
