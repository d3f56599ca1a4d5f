import Foundation
import NinesMetrics

/// A job that runs, counts what it did, and ends before any scraper could ask:
/// `batch-job --textfile FILE.prom` or `batch-job --pushgateway URL`.
@main
struct BatchJob {
    static func main() async throws {
        let registry = Registry()
        let invoices = try registry.counter("invoice_run_invoices_total", help: "Invoices written by the last run.")
        let duration = try registry.gauge(
            "invoice_run_duration_seconds", help: "Time the last run took.", unit: "seconds")
        let lastSuccess = try registry.gauge(
            "invoice_run_last_success_timestamp_seconds", help: "When the last run ended well.", unit: "seconds")

        let clock = ContinuousClock()
        let elapsed = clock.measure {
            for _ in 1...120 { invoices.increment() }
        }
        duration.set(elapsed / .seconds(1))
        lastSuccess.set(Date.now.timeIntervalSince1970)

        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.dropFirst().first) {
        case ("--textfile", let path?): try TextFile.write(registry, to: path)
        case ("--pushgateway", let address?): try await Pushgateway.push(registry, to: address, job: "invoice_run")
        default:
            FileHandle.standardError.write(Data("usage: batch-job --textfile FILE.prom | --pushgateway URL\n".utf8))
            exit(2)
        }
    }
}
