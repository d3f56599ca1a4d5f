import NinesMetrics
import TestSupport
import Testing

@testable import NinesMetricsBridge

/// A family finds its children in parts, none of which gets large.
@Suite struct BridgedPlaceTests {
    private func child(_ labels: [Label]) -> BridgedChild {
        BridgedChild(
            family: FamilyKey("a", .counter), labels: labels,
            instrument: UnkeyedChildren.counters.make(at: UnixTime(milliseconds: 0)))
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `places are found after any changes, in one part and in many`(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let instrument = child([])
        var places = BridgedPlaces()
        var expected: [[Label]: Bool] = [:]
        for round in 0..<12_000 {
            let labels = [Label("a", "\(Int.random(in: 0..<4_000, using: &numbers))")]
            // First they become many, then few.
            switch Int.random(in: 0..<10, using: &numbers) {
            case ..<(round < 8_000 ? 7 : 1):
                places[labels] = BridgedPlace(child: instrument)
                expected[labels] = false
            case ..<8:
                let wasThere = places.removeValue(forKey: labels) != nil
                if wasThere != (expected.removeValue(forKey: labels) != nil) { Issue.record("\(labels)") }
            default:
                places[labels]?.isLeaving = true
                if expected[labels] != nil { expected[labels] = true }
            }
            if places.count != expected.count { Issue.record("round \(round)") }
        }
        let wrong = (0..<4_000).map { [Label("a", "\($0)")] }.filter { places[$0]?.isLeaving != expected[$0] }
        #expect(wrong.isEmpty)
    }

    @Test func `no part of many places is large`() {
        let instrument = child([])
        var places = BridgedPlaces()
        for number in 0..<50_000 { places[[Label("a", "\(number)")]] = BridgedPlace(child: instrument) }
        #expect(places.count == 50_000)
        // 49 on average: one with seven times as many is less likely than 2^-500. A family that is not in parts yet has
        // 1,024 at most.
        #expect(places.largestPart < 350)
    }
}
