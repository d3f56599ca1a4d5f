import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct ReadableTests {
    @Test(
        arguments: [
            (0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.29, "29 %"), (0.9833333, "98.33 %"), (0.999_999, "99.99 %"),
            (1 - 1e-15, "99.99 %"), (1e-9, "0.01 %"), (1.598, "159.8 %"), (-0.5, "−50 %"), (.infinity, "–"),
            (.nan, "–"),
            (1e300, "100000000000000 %"),
        ] as [(Double, String)])
    func `percentages are never rounded to all or nothing`(_ ratio: Double, _ text: String) {
        #expect(Readable.percent(ratio) == text)
    }

    @Test(
        arguments: [(0.9, "90 %"), (0.999, "99.9 %"), (0.999_999_999, "99.9999999 %"), (2, "100 %"), (-1, "0 %")]
            as [(Double, String)])
    func `objectives keep all their digits`(_ ratio: Double, _ text: String) {
        #expect(Readable.objective(ratio) == text)
    }

    @Test(
        arguments: [
            (0, "0×"), (14.4, "14.4×"), (0.3333, "0.33×"), (99.999, "100×"), (123.4, "123×"), (1e9, "1000000000×"),
            (1e300, "1000000000×"), (.nan, "–"),
        ] as [(Double, String)])
    func `factors have two decimals below a hundred`(_ value: Double, _ text: String) {
        #expect(Readable.factor(value) == text)
    }

    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (18_446_744_073_709_551_615, "18,446,744,073,709,551,615"),
        ] as [(UInt64, String)])
    func `counts are grouped`(_ number: UInt64, _ text: String) {
        #expect(Readable.count(number) == text)
    }

    @Test(
        arguments: [
            (-3, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (3_660, "1 h 1 min"),
            (86_399, "23 h 59 min"), (86_400, "1 d"), (180_000, "2 d 2 h"),
        ])
    func `lengths have their two largest units`(_ seconds: Int, _ text: String) {
        #expect(Readable.length(.seconds(seconds)) == text)
    }

    @Test func `instants are in UTC`() {
        #expect(Readable.instant(Timestamp(secondsSinceEpoch: 1_790_000_000)) == "2026-09-21 14:13:20 UTC")
    }
}
