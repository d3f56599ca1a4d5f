import Testing

@testable import NinesMetrics

@Suite struct WarmthTests {
    @Test func `is warm after enough visits between two collections`() {
        var warmth = Warmth(bits: 0)
        let visits = (1...4_096).map { _ in warmth.isWarm(inCollection: 7) }
        #expect(visits.dropLast().allSatisfy { !$0 } && visits.last == true)
        #expect(warmth.bits == 0)
    }

    @Test func `starts anew with each collection`() {
        var warmth = Warmth(bits: 0)
        var warmVisits = 0
        for collection in 0..<100 as Range<UInt32> {
            for _ in 0..<4_095 { warmVisits += warmth.isWarm(inCollection: collection) ? 1 : 0 }
        }
        #expect(warmVisits == 0)
    }

    @Test func `goes on counting when the number of the collection wraps`() {
        var warmth = Warmth(bits: 0)
        _ = warmth.isWarm(inCollection: .max)
        _ = warmth.isWarm(inCollection: 0)
        #expect(warmth.bits == 1 << 4)
    }
}
