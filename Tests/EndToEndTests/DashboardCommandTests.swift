import Foundation
import Testing

@testable import nines

/// `nines slo dashboards`.
@Suite struct DashboardCommandTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func dashboards(_ arguments: String...) async throws -> (code: Int32, text: String) {
        try await ChildProcess.run(Workplace.nines, ["slo", "dashboards"] + arguments, in: workplace)
    }

    @Test func `prints one array without a directory`() async throws {
        let printed = try await dashboards()
        #expect(printed.code == 0)
        let read = try JSONDecoder().decode([Dashboard].self, from: Data(printed.text.utf8))
        #expect(read.map(\.uid) == ["nines-exporter", "nines-service", "nines-slo-detail", "nines-slo-overview"])
    }

    @Test func `makes the directory and writes a file for each SLO of every grammar`() async throws {
        let own = try workplace.write(
            "own.yml",
            """
            slos:
              - name: reads
                service: shop
                objective: 0.99
                window: 7d
                indicator: {ratio: {error: "avg(avg_over_time(errors[{{.window}}]))"}}
            """)
        let sloth = try workplace.write(
            "sloth.yml",
            """
            version: prometheus/v1
            service: bank
            slos:
              - name: transfers
                objective: 99.9
                sli: {events: {error_query: "sum(rate(bad[{{.window}}]))", total_query: "sum(rate(all[{{.window}}]))"}}
                alerting: {name: TransfersFail}
            """)
        let out = workplace.path("new/folder")
        let written = try await dashboards(own, sloth, "--out", out.path())
        #expect(written.code == 0, "\(written.text)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out.path()).sorted() == [
                "slo-bank--transfers.json", "slo-detail.json", "slo-overview.json", "slo-shop--reads.json",
            ])
    }

    @Test func `writes nothing for a document that cannot be used`() async throws {
        let file = try workplace.write("slos.yml", "slos: [{name: reads}]\n")
        let out = workplace.path("out")
        let answer = try await dashboards(file, "--out", out.path())
        #expect(answer.code == 2)
        #expect(answer.text.hasPrefix("\(file):1: slos[0]"), "\(answer.text)")
        #expect(!FileManager.default.fileExists(atPath: out.path()))
    }

    @Test func `says where it cannot write`() async throws {
        let file = try workplace.write("file", "")
        let answer = try await dashboards("--out", file)
        #expect(answer.code == 2)
        #expect(answer.text.hasPrefix("--out: \(file): "), "\(answer.text)")
    }
}
