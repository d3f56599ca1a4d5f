import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What the state file costs a large fleet: printed for `make bench`, which sets the variable, and never asserted.
/// Takes minutes.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["NINES_STATE_FIGURES"] != nil))
struct StateFigures {
    private static let count = 10_000
    private static let month = Duration.seconds(30 * 86_400)

    @Test func `what ten thousand SLOs cost`() throws {
        let folder = try StateFolder()
        let names = (0..<Self.count).map { "slo-\($0)" }
        var process: CountingProcess? = try CountingProcess(folder, slos: names, window: Self.month)
        // A month in the steps that its levels can tell apart: hours, then minutes, then 10 s.
        for (steps, width) in [(720, 3_600), (300, 300), (360, 60), (720, 10)] {
            for _ in 0..<steps { process?.step(good: 997, bad: 1, seconds: width) }
        }
        let clock = ContinuousClock()
        let whole = clock.measure { process?.persist() }
        let intervals = (0..<9).map { _ in
            process?.step(good: 997, bad: 1)
            return clock.measure { process?.persist() }
        }.sorted()
        let bytes = OpenFile.size(of: folder.path)
        let check = clock.measure { process?.check() }
        let now = try #require(process?.now)
        process = nil
        let reading = try clock.measure {
            process = try CountingProcess(folder, slos: names, at: now, window: Self.month)
        }
        #expect(process?.counts.count == Self.count && folder.log.all == [])
        print("\nThe state file of \(Self.count) SLOs of 30 days, with events in every slice, seconds:\n")
        print("|                                    | seconds | bar    |     |")
        print("| ---------------------------------- | ------: | -----: | --- |")
        print(Self.row("write all of it once              ", whole, nil))
        print(Self.row("write an interval, median of 9    ", intervals[4], 1))
        print(Self.row("write an interval, the slowest    ", intervals[8], nil))
        print(Self.row("check all of the file, \(bytes >> 20) MiB     ", check, nil))
        print(Self.row("make the SLOs and read all of them", reading, 10))
    }

    private static func row(_ name: String, _ time: Duration, _ bar: Double?) -> String {
        let seconds = time / .seconds(1)
        let figure = String(format: "%7.2f", seconds)
        let verdict =
            bar.map { "<= \(String(format: "%3.0f", $0)) | \(seconds <= $0 ? "met" : "bar missed")" } ?? "       |    "
        return "| \(name) | \(figure) | \(verdict) |"
    }
}
