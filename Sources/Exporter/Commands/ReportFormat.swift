import ArgumentParser
import NinesSLOTools

/// How reports are printed.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json

    func text(_ report: BacktestReport) throws -> String {
        switch self {
        case .text: report.text
        case .markdown: report.markdown
        case .json: try JSONText.text(report)
        }
    }

    func text(_ report: ScorecardReport) throws -> String {
        switch self {
        case .text: report.text
        case .markdown: report.markdown
        case .json: try JSONText.text(report)
        }
    }
}
