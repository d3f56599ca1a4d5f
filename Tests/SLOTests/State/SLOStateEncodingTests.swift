import TestSupport
import Testing

@testable import NinesSLO

@Suite struct SLOStateEncodingTests {
    private func state(seed: UInt64 = 1, steps: Int = 400) throws -> SLOState {
        var service = try SeededService(seed: seed, definition: .ladder())
        service.run(steps: steps)
        return service.state
    }

    @Test func `the checksum is the one of RFC 3720`() {
        #expect(CRC32C.checksum(Array("123456789".utf8)[...]) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)[...]) == 0x8A91_36AA)
    }

    @Test func `the format of version 1 does not change`() throws {
        let run = SLOState.Run(
            instance: "a", incarnation: 2, absorbedThrough: 1, events: EventCounts(good: 300, bad: 1), last: -1,
            unit: "events",
            baseWidth: 10,
            levels: [
                SLOState.Level(
                    width: 10, first: -2,
                    slices: [
                        SLOState.Slice(index: -2, counts: EventCounts(good: 299, bad: 0), covered: 1),
                        SLOState.Slice(index: 3, counts: EventCounts(good: 1, bad: 1), covered: 0),
                    ])
            ])
        let bytes = SLOState(service: "shop", slo: "up", runs: [run]).encoded()
        var expected = Array("NSLO".utf8) + [1, 51, 0, 0, 0, 4] + Array("shop".utf8) + [2] + Array("up".utf8)
        expected += [1, 1] + Array("a".utf8) + [2, 1, 0xAC, 2, 1, 1, 6] + Array("events".utf8) + [10, 1]
        expected += [10, 3, 2, 0, 0xAB, 2, 0, 1, 4, 1, 1, 0]
        #expect(bytes.dropLast(4) == expected[...])
        #expect(try SLOState(decoding: bytes) == SLOState(service: "shop", slo: "up", runs: [run]))
    }

    @Test func `a timeslice in progress makes it version 2`() throws {
        let run = SLOState.Run(
            instance: "a", incarnation: 1, absorbedThrough: 0, events: EventCounts(good: 300, bad: 1), last: 70,
            unit: "timeslices", baseWidth: 10, levels: [],
            timeslice: SLOState.OpenTimeslice(start: 60, counts: EventCounts(good: 300, bad: 1), covered: 10))
        let bytes = SLOState(service: "s", slo: "u", runs: [run]).encoded()
        var expected = Array("NSLO".utf8) + [2, 46, 0, 0, 0, 1] + Array("s".utf8) + [1] + Array("u".utf8)
        expected += [1, 1] + Array("a".utf8) + [1, 0, 0xAC, 2, 1, 0x8C, 1, 10] + Array("timeslices".utf8)
        expected += [10, 1, 120, 0xAC, 2, 1, 10, 0]
        #expect(bytes.dropLast(4) == expected[...])
        #expect(try SLOState(decoding: bytes) == SLOState(service: "s", slo: "u", runs: [run]))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `what was written is read back`(seed: UInt64) throws {
        let state = try state(seed: seed, steps: Int(seed) * 50)
        #expect(try SLOState(decoding: state.encoded()) == state)
    }

    @Test func `every truncation is refused as one`() throws {
        let bytes = try state(steps: 30).encoded()
        for count in 4..<bytes.count {
            #expect(throws: SLOStateError.truncated(expected: count < 9 ? 13 : bytes.count, found: count)) {
                try SLOState(decoding: bytes.prefix(count))
            }
        }
        #expect(throws: SLOStateError.truncated(expected: 13, found: 0)) { try SLOState(decoding: []) }
    }

    @Test func `every changed bit is refused`() throws {
        let bytes = try state(steps: 30).encoded()
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: SLOStateError.self) { try SLOState(decoding: changed) }
        }
    }

    @Test func `a newer version is refused by its number`() throws {
        var bytes = try state().encoded()
        bytes[4] = 4
        let error = #expect(throws: SLOStateError.newerVersion(4)) { try SLOState(decoding: bytes) }
        #expect(
            error?.description
                == "the state has version 4, which is newer than 3, the newest this version of Nines reads")
    }

    @Test func `something else is refused for what it is`() {
        #expect(throws: SLOStateError.damaged("it does not begin with NSLO")) {
            try SLOState(decoding: Array("SQLite format 3\u{0}".utf8))
        }
        #expect(throws: SLOStateError.damaged("it does not begin with NSLO")) { try SLOState(decoding: [7]) }
    }

    /// The checksum is made right again, so the mutations get to the reader behind it.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a forged state is refused or restored, and never traps`(seed: UInt64) throws {
        var random = SeededNumbers(seed: seed)
        let original = try state(seed: seed, steps: 40).encoded()
        var accepted = 0
        for _ in 0..<400 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 9..<bytes.count - 4, using: &random)
                bytes[index] =
                    [UInt8.random(in: 0...255, using: &random), 0, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
            let checksum = CRC32C.checksum(bytes[..<(bytes.count - 4)])
            for index in 0..<4 {
                bytes[bytes.count - 4 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt32(index)))
            }
            guard let state = try? SLOState(decoding: bytes) else { continue }
            accepted += 1
            #expect(try SLOState(decoding: state.encoded()) == state)
            // Same widths, and others.
            for definition in [try SLODefinition.ladder(), try .sample(window: .seconds(600))] {
                let status = try state.status(of: definition, at: Timestamp(secondsSinceEpoch: 1_800_000_500))
                #expect(status.windows.allSatisfy { (0...1).contains($0.coverage) })
                #expect(!status.budgetRemaining.isNaN)
            }
        }
        #expect(accepted > 0)
    }
}
