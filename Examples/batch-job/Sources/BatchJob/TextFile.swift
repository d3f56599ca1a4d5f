import Foundation
import NinesExposition
import NinesMetrics

/// The page as a file that node_exporter's textfile collector serves.
enum TextFile {
    /// Replaces the file as a whole: node_exporter may read at any moment, and half a page is an error for all of it.
    static func write(_ source: some MetricSource, to path: String) throws {
        // The textfile collector reads text 0.0.4 only.
        let page = ExpositionBody(source.collect(), format: .text)
        try Data(page.bytes).write(to: URL(filePath: path), options: .atomic)
    }
}
