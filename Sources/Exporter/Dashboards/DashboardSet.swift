import Foundation
import NinesSLO

/// Dashboards by the names of their files.
struct DashboardSet: Sendable {
    /// Without the extension, in the order of the names.
    private(set) var files: [(name: String, dashboard: Dashboard)]

    /// Those that show whatever there is: `grafana/dashboards` has them.
    static let general = DashboardSet(files: [
        ("exporter", ExporterBoard.dashboard()), ("service", ServiceBoard.dashboard()),
        ("slo-detail", SLODetailBoard.dashboard()), ("slo-overview", SLOOverviewBoard.dashboard()),
    ])

    private init(files: [(name: String, dashboard: Dashboard)]) {
        self.files = files
    }

    /// One for each SLO, and the two that show all of them.
    ///
    /// - Parameter definitions: each of another SLO.
    init(_ definitions: [SLODefinition]) {
        let own = definitions.map { (BoardName($0).file, SLODetailBoard.dashboard(of: $0)) }
        files = (Self.general.files.filter { $0.name.hasPrefix("slo-") } + own).sorted { $0.name < $1.name }
    }

    /// All of them as one JSON array.
    ///
    /// - Throws: when a number is not finite.
    func text() throws -> String { try Dashboard.text(files.map(\.dashboard)) }

    /// Writes a file for each into a directory, which it makes if need be.
    ///
    /// - Throws: what the file system says. Files that were written before stay.
    func write(to directory: String) throws {
        let directory = URL(filePath: directory)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        for (name, dashboard) in files {
            let file = directory.appending(path: "\(name).json")
            try Data(dashboard.text().utf8).write(to: file, options: .atomic)
        }
    }
}
