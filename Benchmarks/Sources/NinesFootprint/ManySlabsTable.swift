import Foundation

/// ``ManySlabs`` for each kind of family with 4 slabs and with 144, each in a process of its own, beside what the
/// project holds itself to.
enum ManySlabsTable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let children = 10_000
    private static let (few, many) = (4, 144)
    /// Of a collection with many slabs to one with few.
    private static let mostTimes = 8.0

    /// Bytes per child: twice what client_golang's histogram costs, and 200 MB for the family.
    private static let kinds: [(name: String, most: Double?)] = [
        ("counters", nil), ("histograms", 2_500), ("native-histograms", 20_000), ("summaries", 20_000),
    ]

    static func printAll() throws {
        print(
            """
            10,000 children, popularity Zipf s = 1, 100,000 records per thread between two of five collections:

            | family            | slabs | bytes per child | bar    |     | collection, ms | bar        |     |
            | ----------------- | ----: | --------------: | -----: | --- | -------------: | ---------: | --- |
            """)
        for (kind, most) in kinds {
            let (small, large) = (try figures(kind, slabs: few), try figures(kind, slabs: many))
            row(kind, few, small, bytes: nil, times: nil)
            row(kind, many, large, bytes: most, times: small.collection)
        }
    }

    private static func row(
        _ kind: String, _ slabs: Int, _ figures: (bytes: Double, collection: Double), bytes most: Double?,
        times: Double?
    ) {
        let bytesBar = most.map { (String(format: "<= %.0f", $0), figures.bytes <= $0 ? "met" : "bar missed") }
        let timeBar = times.map {
            (String(format: "<= %.0fx", mostTimes), figures.collection <= mostTimes * $0 ? "met" : "bar missed")
        }
        let cells = [
            kind, "\(slabs)", String(format: "%.0f", figures.bytes), bytesBar?.0 ?? "", bytesBar?.1 ?? "",
            String(format: "%.2f", figures.collection * 1_000), timeBar?.0 ?? "", timeBar?.1 ?? "",
        ]
        print("| " + cells.joined(separator: " | ") + " |")
    }

    private static func figures(_ kind: String, slabs: Int) throws -> (bytes: Double, collection: Double) {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["slabs-\(kind)", "\(slabs)", "\(children)"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        let numbers = answer.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard process.terminationStatus == 0, numbers.count == 2 else {
            throw Failure(description: "\(kind), \(slabs) slabs: status \(process.terminationStatus), \"\(answer)\"")
        }
        return (numbers[0], numbers[1])
    }
}
