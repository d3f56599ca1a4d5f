import Testing

@testable import nines

@Suite struct EnvironmentTests {
    private let environment = Environment(variables: ["A": "one", "EMPTY": "", "NESTED": "${A}", "_B2": "two"])

    @Test(arguments: [
        ("plain", "plain"), ("${A}", "one"), ("a ${A} b ${_B2}", "a one b two"), ("${NONE:-}", ""),
        ("${NONE:-a:b-c}", "a:b-c"), ("${EMPTY:-x}", "x"), ("${EMPTY}", ""), ("${NESTED}", "${A}"), ("$${A}", "${A}"),
        ("$$${A}", "$${A}"), ("$A $ $$", "$A $ $$"), ("{{ $value }}", "{{ $value }}"), ("é${A}é", "éoneé"),
    ])
    func `expands`(_ text: String, _ expected: String) throws {
        #expect(try environment.expanded(text) == expected)
    }

    @Test(arguments: [
        ("${NONE}", Environment.Failure.unset("NONE")), ("${}", .malformed), ("${A", .malformed), ("${1A}", .malformed),
        ("${A-x}", .malformed), ("${A B}", .malformed), ("${é}", .malformed),
    ])
    func `refuses`(_ text: String, _ failure: Environment.Failure) {
        #expect(throws: failure) { try environment.expanded(text) }
    }
}
