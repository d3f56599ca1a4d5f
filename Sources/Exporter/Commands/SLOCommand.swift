import ArgumentParser

struct SLOCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slo", abstract: "Works on documents of SLOs.",
        subcommands: [
            SLORules.self, SLODiff.self, SLOConvert.self, SLOBacktest.self, SLOReport.self, SLODashboards.self,
            SLOSchema.self,
        ])
}
