import Testing

@testable import nines

@Suite struct NearestTests {
    @Test(
        arguments: [
            ("intervall", "interval"), ("intreval", "interval"), ("Interval", "interval"), ("nmae", "name"),
            ("jobs", "job"),
            ("interva", "interval"), ("headers", nil), ("x", nil), ("", nil),
            (String(repeating: "interval", count: 99), nil),
        ] as [(String, String?)])
    func `the nearest word is found within a third of its letters`(word: String, expected: String?) {
        #expect(Nearest.to(word, among: ["name", "interval", "job"]) == expected)
    }
}
