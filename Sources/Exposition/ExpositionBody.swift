public import NinesMetrics

/// A page of metrics as a sequence of chunks of bytes: UTF-8 text, or protobuf messages.
///
/// A chunk is encoded when it is asked for, so a page of any length costs the memory of one chunk beside the snapshot,
/// and a slow scraper holds no lock. A chunk ends a few lines after 64 KiB at most, at a line's end; in protobuf at the
/// end of a child's message. The sequence can be walked again, with the same bytes.
public struct ExpositionBody: Sequence, Sendable {
    private let snapshot: Snapshot
    private let format: ExpositionFormat
    private let createdTimes: Bool
    private let chunkSize: Int

    /// The page of `snapshot` in `format`. Encodes nothing yet.
    ///
    /// - Parameter createdTimes: Whether OpenMetrics 1.0 has a `_created` line for each counter, histogram and summary.
    ///   Off unless asked for: to a Prometheus that does not read them as such, each is one more series.
    public init(_ snapshot: Snapshot, format: ExpositionFormat, createdTimes: Bool = false) {
        self.init(snapshot, format: format, createdTimes: createdTimes, chunkSize: 65_536)
    }

    /// - Parameter chunkSize: the size in bytes that ends a chunk once it is reached.
    package init(_ snapshot: Snapshot, format: ExpositionFormat, createdTimes: Bool = false, chunkSize: Int) {
        self.snapshot = snapshot.escaped(by: format.escaping)
        self.format = format
        self.createdTimes = createdTimes
        self.chunkSize = chunkSize
    }

    /// Begins the page anew. Iterators are independent of each other.
    public func makeIterator() -> Iterator {
        Iterator(
            families: snapshot.families,
            options: LineOptions(grammar: format.grammar, createdTimes: createdTimes), chunkSize: chunkSize)
    }

    /// The whole page in one array: for tests and tools, or a transport that cannot stream. Encodes it anew each time.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for chunk in self { bytes += chunk }
        return bytes
    }

    /// The whole page as a string: for tests and tools. Encodes it anew each time.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Encodes a page, one chunk at each call.
    public struct Iterator: IteratorProtocol {
        private let families: [FamilySnapshot]
        private let options: LineOptions
        private let chunkSize: Int
        private var nextFamily = 0
        /// The family that is being written.
        private var encoded: EncodedFamily?
        private var hasEnded = false

        init(families: [FamilySnapshot], options: LineOptions, chunkSize: Int) {
            self.families = families
            self.options = options
            self.chunkSize = chunkSize
        }

        /// The next lines of the page; nil after the last, and at once for an empty page.
        public mutating func next() -> [UInt8]? {
            guard !hasEnded else { return nil }
            var chunk: [UInt8] = []
            // Room for the line that goes over the limit, so that the array does not double for it.
            chunk.reserveCapacity(chunkSize + 4096)
            while chunk.count < chunkSize, !hasEnded { advance(&chunk) }
            return chunk.isEmpty ? nil : chunk
        }

        /// Writes more of the family at hand, or begins the next one, or ends the page.
        private mutating func advance(_ chunk: inout [UInt8]) {
            if encoded != nil {
                if encoded?.fill(&chunk, limit: chunkSize) != false { encoded = nil }
            } else if nextFamily < families.count {
                let family = families[nextFamily]
                nextFamily += 1
                // Metadata without samples tells a scraper nothing, and is an error to some parsers of text 0.0.4.
                guard family.count > 0 else { return }
                encoded = EncodedFamily(family, options: options, to: &chunk)
            } else {
                if options.grammar == .openMetrics || options.grammar == .openMetrics2 {
                    chunk.append(contentsOf: "# EOF\n".utf8)
                }
                hasEnded = true
            }
        }
    }
}
