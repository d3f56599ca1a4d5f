import Synchronization
import TestSupport
import Testing

@testable import NinesMetrics

/// Raw values that look-ups remember are those that the values have.
@Suite struct CaseTableTests {
    private enum Answer: String, LabelValue, CaseIterable {
        case none = ""
        case ok
        case seventh
        case eight = "eight888"
        case fifteen = "fifteen bytes!!"
        case sixteen = "sixteen bytes!!!"
        case long = "a raw value of more than thirty-two bytes"
    }

    private enum Only: String, LabelValue { case one }

    private enum Colour: String, LabelValue { case red, green, blue }

    /// More values than a table has room for, and a count of how often their text was asked for.
    private struct Number: RawRepresentable, LabelValue {
        let byte: UInt8
        static let asked = Mutex<[UInt8: Int]>([:])

        init(byte: UInt8) { self.byte = byte }
        init?(rawValue: String) { return nil }

        var rawValue: String {
            Self.asked.withLock { $0[byte, default: 0] += 1 }
            return "number \(byte)"
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

    @Test func `cases of every length count as their raw values`() throws {
        let family = try registry.counter(
            "cases_total", help: "C.", labels: LabelName("a", of: Answer.self), LabelName("b", of: Only.self),
            LabelName("c", of: Answer.self))
        let byText = Family<Counter, String, String, String>(children: family._lookUp.children)
        for _ in 0..<3 {
            for first in Answer.allCases {
                for second in Answer.allCases {
                    family.increment(first, .one, second)
                    byText.increment(first.rawValue, "one", second.rawValue)
                }
            }
        }
        let counted = try counts("cases_total")
        #expect(counted.count == 49)
        #expect(counted.values.allSatisfy { $0 == 6 })
    }

    @Test func `each of the first values of a type is asked for once, and further ones each time`() throws {
        let family = try registry.counter("numbers_total", help: "N.", labels: LabelName("n", of: Number.self))
        for byte in UInt8(0)..<40 { family.increment(Number(byte: byte)) }
        let before = Number.asked.withLock { $0 }
        for _ in 0..<2 {
            for byte in UInt8(0)..<40 { family.increment(Number(byte: byte)) }
        }
        let after = Number.asked.withLock { $0 }
        for byte in UInt8(0)..<40 { #expect((before[byte] == after[byte]) == (byte < 32)) }
        #expect(try counts("numbers_total").values.allSatisfy { $0 == 3 })
        #expect(try counts("numbers_total")[["number 39"]] == 3)
    }

    @Test func `values of another type for the same label are told apart`() throws {
        let family = try registry.counter("types_total", help: "T.", labels: LabelName("a", of: Answer.self))
        let byColour = Family<Counter, Colour>(children: family._lookUp.children)
        for _ in 0..<3 {
            family.increment(.ok)
            byColour.increment(.green)
            byColour.increment(.blue)
        }
        #expect(try counts("types_total") == [["ok"]: 3, ["green"]: 3, ["blue"]: 3])
    }

    @Test func `threads that meet cases at once count them all`() throws {
        for round in 0..<10 {
            let name = "met_\(round)_total"
            let family = try registry.counter(name, help: "M.", labels: LabelName("a", of: Answer.self))
            PosixThread.run(4) { index in
                for turn in 0..<70 { family.increment(Answer.allCases[(turn + index) % 7]) }
            }
            let counted = try counts(name)
            #expect(counted.count == 7)
            #expect(counted.values.allSatisfy { $0 == 40 })
        }
    }
}
