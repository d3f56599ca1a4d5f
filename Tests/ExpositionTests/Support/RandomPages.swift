import NinesMetrics
import TestSupport

/// Families of every type with random names, labels and values: the same for the same seed.
struct RandomPages {
    private var random: SeededNumbers
    private static let characters = Array("abcXYZ019 _-/\\\"\n\r\t{}=,#'é日🚢\u{301}\u{2028}\u{0}")
    private static let nameCharacters = Array("abcdefXYZ_0189")

    init(seed: UInt64) { random = SeededNumbers(seed: seed) }

    mutating func family(_ number: Int) throws -> RandomFamily {
        let unit = chance(3) ? "seconds" : nil
        let base = "m\(number)_\(word())\(unit.map { "_\($0)" } ?? "")"
        let help = text()
        let labelSets = self.labelSets()
        switch number % 3 {
        case 0:
            let children = labelSets.map { Child(counterValue(), labels: $0) }
            return RandomFamily(
                try .counter("\(base)_total", help: help, unit: unit, children),
                children: children.map { ($0.labels, [$0.value.total]) })
        case 1:
            let children = labelSets.map { Child(gaugeValue(), labels: $0) }
            return RandomFamily(
                try .gauge(base, help: help, unit: unit, children), children: children.map { ($0.labels, [$0.value]) })
        default:
            let bounds = upperBounds()
            let children = labelSets.map { labels in
                let counts = (0...bounds.count).map { _ in below(1_000) }
                return Child(Observed(counts, sum: gaugeValue()), labels: labels)
            }
            return RandomFamily(
                try .histogram(base, help: help, unit: unit, upperBounds: bounds, children),
                children: children.map { ($0.labels, $0.value.counts.map { Double($0) } + [$0.value.sum]) },
                upperBounds: bounds)
        }
    }

    mutating func below(_ bound: UInt64) -> UInt64 { random.next() % bound }

    private mutating func chance(_ oneIn: UInt64) -> Bool { below(oneIn) == 0 }

    mutating func word() -> String {
        String((0..<(1 + below(8))).map { _ in Self.nameCharacters[Int(below(UInt64(Self.nameCharacters.count)))] })
    }

    mutating func text() -> String {
        String((0..<below(20)).map { _ in Self.characters[Int(below(UInt64(Self.characters.count)))] })
    }

    /// Distinct sets of the same label names.
    mutating func labelSets() -> [[Label]] {
        let names = (0..<below(4)).map { "l\($0)_\(word())" }
        guard !names.isEmpty else { return chance(8) ? [] : [[]] }
        var seen: Set<[String: [UInt8]]> = []
        return (0..<below(25)).compactMap { _ in
            let labels = names.map { Label($0, text()) }
            // As bytes: canonically equivalent strings are different label values.
            let key = Dictionary(uniqueKeysWithValues: labels.map { ($0.name, Array($0.value.utf8)) })
            return seen.insert(key).inserted ? labels : nil
        }
    }

    private mutating func counterValue() -> CounterValue {
        switch below(4) {
        case 0: CounterValue(integer: below(100))
        case 1: CounterValue(integer: random.next() >> below(64))
        case 2: CounterValue(integer: below(100), fraction: Double(below(1_000)) / 8)
        default: CounterValue(integer: 0, fraction: Double(bitPattern: below(0x7ff0_0000_0000_0000)))
        }
    }

    mutating func gaugeValue() -> Double {
        switch below(8) {
        case 0: [Double.nan, .infinity, -.infinity, -0.0, 0, 1e6, 1e-5][Int(below(7))]
        case 1: Double(Int64(bitPattern: random.next()) >> Int64(below(64)))
        case 2: Double(below(100_000_000)) / 1_000
        case 3: Double(bitPattern: below(0x7ff0_0000_0000_0000))
        case 4: -Double(below(1_000_000)) / 64
        default: Double(below(10_000)) / 16
        }
    }

    private mutating func upperBounds() -> [Double] {
        let scale = [0.001, 1, 250_000, 1e-6][Int(below(4))]
        let first = chance(4) ? -2.0 : 0
        return Set((0..<below(12)).map { _ in (first + Double(below(16))) * scale }).sorted()
    }
}
