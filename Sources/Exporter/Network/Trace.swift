import NIOCore

/// What happened in a probe, step by step, for those who asked: most probes have nobody who would read it, and then a
/// step costs one branch and no text is made.
struct Trace {
    static var off: Trace { Trace(record: nil) }

    private let record: Record?

    /// One that is kept, from now on.
    static func on() -> Trace { Trace(record: Record(start: .now())) }

    private init(record: Record?) { self.record = record }

    var isKept: Bool { record != nil }

    func add(_ text: @autoclosure () -> String) {
        guard let record, record.lines.count < Record.maximum - 1 else { return }
        record.append(text())
    }

    /// The last line: what the probe found, whatever was dropped before.
    func conclude(_ text: @autoclosure () -> String) { record?.append(text()) }

    var lines: [TraceLine] { record?.lines ?? [] }

    /// Shared by all who write to one trace, which are the steps of one probe, one after the other on its loop.
    private final class Record {
        /// Ten redirects write more than anybody reads: further lines are dropped, the verdict is not.
        static let maximum = 40

        let start: NIODeadline
        private(set) var lines: [TraceLine] = []

        init(start: NIODeadline) { self.start = start }

        func append(_ text: String) {
            lines.append(TraceLine(at: Duration(.now() - start), text: text.printable))
        }
    }
}

/// A line of a trace.
struct TraceLine: Sendable, Equatable {
    /// Since the probe's start.
    var at: Duration
    var text: String
}
