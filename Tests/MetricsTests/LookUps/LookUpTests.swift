import TestSupport
import Testing

@testable import NinesMetrics

/// Look-ups by label values find the children that keys in memory find, whatever the values are.
@Suite struct LookUpTests {
    private enum Status: String, LabelValue {
        case ok = "200"
        case long = "a raw value that is no small string"
    }

    /// A label value that only knows how to write itself.
    private struct Written: LabelValue {
        let text: String
        func write(to key: inout LabelKeyWriter) {
            for character in text { key.append(String(character)) }
        }
    }

    private let registry = Registry()

    private func counts(_ name: String) throws -> [[String]: Double] {
        let family = try #require(registry.collect().family(name))
        guard case .counters(let values) = family.values else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: (0..<family.count).map { index in
                (family.labels.labels(index).map(\.value), values[index].total)
            })
    }

    @Test func `a string, an integer, a raw value and a substring of the same text are the same child`() throws {
        let family = try registry.counter("answers_total", help: "Answers.", labels: LabelName("status"))
        let children = family._lookUp.children
        let byCase = Family<Counter, Status>(children: children)
        let byNumber = Family<Counter, Int>(children: children)
        let bySubstring = Family<Counter, Substring>(children: children)
        let byWriting = Family<Counter, Written>(children: children)
        for _ in 0..<2 {
            byCase.increment(.ok)
            byNumber.increment(200)
            family.increment("200")
            bySubstring.increment("<200>".dropFirst().dropLast())
            byWriting.increment(Written(text: "200"))
        }
        byCase.increment(.long)
        family.increment(Status.long.rawValue)
        byWriting.increment(Written(text: Status.long.rawValue))
        let byTruth = Family<Counter, Bool>(children: children)
        byTruth.increment(true)
        family.increment("true")
        byTruth.increment(false)
        byWriting.increment(Written(text: "false"))
        #expect(try counts("answers_total") == [["200"]: 10, [Status.long.rawValue]: 3, ["true"]: 2, ["false"]: 2])
    }

    @Test(arguments: [255, 256, 257, 1_000, 5_000])
    func `text longer than the space of a look-up finds its child too`(_ length: Int) throws {
        let family = try registry.counter("long_total", help: "Long.", labels: LabelName("a"), LabelName("b"))
        let byWriting = Family<Counter, Written, Written>(children: family._lookUp.children)
        let text = String(repeating: "t", count: length)
        for _ in 0..<2 {
            family.increment(text, "x")
            byWriting.increment(Written(text: text), Written(text: "x"))
            byWriting.increment(Written(text: "x"), Written(text: text))
        }
        #expect(try counts("long_total") == [[text, "x"]: 4, ["x", text]: 2])
    }

    @Test func `values with zero bytes are their own children`() throws {
        let family = try registry.counter("zeros_total", help: "Zeros.", labels: LabelName("a"), LabelName("b"))
        let texts = ["z", "z\0", "z\0\0", "\0z", "\0", "\0\0"]
        for first in texts {
            for second in texts { family.increment(first, second, by: 2) }
        }
        let counted = try counts("zeros_total")
        #expect(counted.count == 36)
        #expect(counted.values.allSatisfy { $0 == 2 })
    }

    @Test func `keys around 8 and 16 bytes are told apart at every boundary between their values`() throws {
        let family = try registry.counter("ends_total", help: "Ends.", labels: LabelName("a"), LabelName("b"))
        var expected: [[String]: Double] = [:]
        for round in 1...2 {
            for length in [2, 5, 6, 7, 13, 14, 15, 16, 17, 31, 32, 33] {
                let text = String("abcdefghijklmnopqrstuvwxyz0123456789".prefix(length))
                for end in 1..<length {
                    let (first, second) = (String(text.prefix(end)), String(text.dropFirst(end)))
                    family.increment(first, second, by: length)
                    expected[[first, second]] = Double(round * length)
                }
            }
        }
        #expect(try counts("ends_total") == expected)
    }

    @Test func `four and five labels find the child that their names find`() throws {
        let four = try registry.counter(
            "four_total", help: "Four.", labels: LabelName("a"), LabelName("b", of: Int.self), LabelName("c"),
            LabelName("d", of: Bool.self))
        let five = try registry.counter(
            "five_total", help: "Five.", labels: LabelName("a"), LabelName("b"), LabelName("c"), LabelName("d"),
            LabelName("e"))
        for round in 0..<3 {
            four.increment("x", round % 2, "a text of more than 16 bytes", true)
            five.increment("1", "2", "3", "4", "\(round % 2)")
        }
        #expect(
            try counts("four_total") == [
                ["x", "0", "a text of more than 16 bytes", "true"]: 2,
                ["x", "1", "a text of more than 16 bytes", "true"]: 1,
            ])
        #expect(try counts("five_total") == [["1", "2", "3", "4", "0"]: 2, ["1", "2", "3", "4", "1"]: 1])
    }

    @Test func `durations are observed by one to four label values`() throws {
        func histogram<each Value>(
            _ name: String, _ labels: repeat LabelName<each Value>
        ) throws -> Family<Histogram, repeat each Value> {
            try registry.histogram(name, help: "Runs.", unit: "seconds", upperBounds: [1], labels: repeat each labels)
        }
        let one = try histogram("one_seconds", LabelName("a"))
        let two = try histogram("two_seconds", LabelName("a"), LabelName("b"))
        let three = try histogram("three_seconds", LabelName("a"), LabelName("b"), LabelName("c"))
        let four = try histogram("four_seconds", LabelName("a"), LabelName("b"), LabelName("c"), LabelName("d"))
        for _ in 0..<2 {
            one.observe("x", duration: .milliseconds(250))
            two.observe("x", "y", duration: .milliseconds(250))
            three.observe("x", "y", "z", duration: .milliseconds(250))
            four.observe("x", "y", "z", "!", duration: .milliseconds(250))
        }
        for child in [
            one.labels("x"), two.labels("x", "y"), three.labels("x", "y", "z"), four.labels("x", "y", "z", "!"),
        ] {
            #expect(Array(child.value.counts) == [2, 0])
            #expect(child.value.sum == 0.5)
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random keys count as in a dictionary, through growth and removal`(_ seed: UInt64) throws {
        let family = try registry.counter(
            "model_total", help: "Model.", labels: LabelName("a"), LabelName("b"), LabelName("c", of: Int.self))
        var random = SeededNumbers(seed: seed)
        var model: [[String]: Double] = [:]
        func text() -> String {
            // Few letters, so that keys come again and differ in little.
            let length = Int.random(in: 1...3, using: &random) == 1 ? 16 : Int.random(in: 1...2, using: &random)
            let letters = ["a", "b", "\u{E9}"]
            let start = String(repeating: "p", count: length == 16 ? 15 : 0)
            return start + (0..<max(1, length % 16)).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
        }
        for turn in 0..<6_000 {
            let key = (text(), text(), Int.random(in: 98...101, using: &random))
            let labels = [key.0, key.1, String(key.2)]
            if turn % 5 == 4 {
                let removed = family.remove(key.0, key.1, key.2)
                #expect(removed == (model.removeValue(forKey: labels) != nil))
            } else {
                family.increment(key.0, key.1, key.2)
                model[labels, default: 0] += 1
            }
            if turn == 3_000 {
                family.removeAll()
                model = [:]
            }
        }
        #expect(model.count > 100)
        #expect(try counts("model_total") == model)
    }
}
