import Foundation
import NinesSLO
import TestSupport
import Testing

@Suite struct ObjectiveTests {
    @Test(
        arguments: [
            (0.999, 999_000_000), (0.9, 900_000_000), (0.99, 990_000_000), (0.9995, 999_500_000),
            (0.99999, 999_990_000),
            (0.95, 950_000_000), (0.1, 100_000_000), (0.999999999, 999_999_999), (1e-9, 1), (0.123456789, 123_456_789),
            (0.1 + 0.2, 300_000_000),
        ] as [(Double, Int64)])
    func `a ratio is the nearest number of parts per billion`(ratio: Double, parts: Int64) throws {
        let objective = try Objective(ratio: ratio)
        #expect(objective.partsPerBillion == parts)
        #expect(objective.budgetPartsPerBillion == 1_000_000_000 - parts)
    }

    @Test func `the budget of 0.999 is exactly 0.001, which 1 - 0.999 is not`() throws {
        #expect(try Objective(ratio: 0.999).budgetRatio == 0.001)
        #expect(1 - 0.999 != 0.001)
    }

    @Test func `every objective with nine decimals reads back as the same literal`() throws {
        var random = SeededNumbers(seed: 1)
        for _ in 0..<10_000 {
            let parts = Int64.random(in: 1...999_999_999, using: &random)
            let text = "0." + String(repeating: "0", count: 9 - "\(parts)".count) + "\(parts)"
            let ratio = try #require(Double(text))
            #expect(try Objective(ratio: ratio).partsPerBillion == parts)
            #expect(try Objective(ratio: ratio).ratio == ratio)
        }
    }

    @Test(
        arguments: [
            (0, "objective 0: it must be a ratio above 0 and below 1, such as 0.999"),
            (1, "objective 1: it must be a ratio above 0 and below 1, such as 0.999"),
            (-0.5, "objective -0.5: it must be a ratio above 0 and below 1, such as 0.999"),
            (99.9, "objective 99.9: it must be a ratio above 0 and below 1, such as 0.999; 99.9 % is 0.999"),
            (.nan, "objective nan: it must be a ratio above 0 and below 1, such as 0.999"),
            (.infinity, "objective inf: it must be a ratio above 0 and below 1, such as 0.999"),
            (0.9999999999, "objective 0.9999999999: it must be in 0.000000001...0.999999999, in steps of 0.000000001"),
            (1e-10, "objective 1e-10: it must be in 0.000000001...0.999999999, in steps of 0.000000001"),
        ] as [(Double, String)])
    func `what is no ratio between 0 and 1 is refused`(ratio: Double, message: String) {
        let error = #expect(throws: SLOError.self) { try Objective(ratio: ratio) }
        #expect(error?.key == "objective")
        #expect(error?.description == message)
    }

    @Test func `an objective is coded as the bare ratio, and checked when it is decoded`() throws {
        let data = try JSONEncoder().encode([Objective(ratio: 0.999)])
        #expect(String(decoding: data, as: UTF8.self) == "[0.999]")
        #expect(try JSONDecoder().decode([Objective].self, from: data) == [Objective(ratio: 0.999)])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Objective].self, from: Data("[99.9]".utf8))
        }
    }
}
