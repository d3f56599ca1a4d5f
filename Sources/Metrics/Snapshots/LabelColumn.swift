/// The label sets of a family's children, rendered once and shared by every snapshot until the children change.
///
/// Each set is the text between the braces of a sample line, such as `method="GET",status="200"`, with label values
/// escaped as every text format wants them (backslash, quote and line feed) and absent labels left out. The sets are in
/// ascending order of their label values' bytes, so that output is the same for the same children.
public final class LabelColumn: Sendable {
    /// All sets' UTF-8 text, end to end.
    package let text: [UInt8]
    /// Where each set ends in `text`.
    package let ends: SetEnds

    /// Whether a label name stands in quotes, as names do that not every scraper reads: `"my.label"="a"`. Such names
    /// have to be escaped for scrapers that do not.
    package let hasQuotedNames: Bool

    /// Nil until somebody asks.
    private let measuredSizes = Lock<LabelSizes?>(nil)

    package init(text: [UInt8], ends: SetEnds, hasQuotedNames: Bool = false) {
        self.text = text
        self.ends = ends
        self.hasQuotedNames = hasQuotedNames
    }

    package convenience init(text: [UInt8], ends: [Int], hasQuotedNames: Bool = false) {
        self.init(text: text, ends: SetEnds(ends), hasQuotedNames: hasQuotedNames)
    }

    /// One child with no labels.
    package static let unlabelled = LabelColumn(text: [], ends: [0])

    /// The number of label sets.
    public var count: Int { ends.count }

    /// Where the text of set `index` stands in `text`.
    package func range(_ index: Int) -> Range<Int> {
        ColumnReads.add()
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    /// What `measure` finds when it is called for the first time. Kept as long as the column: sets change only with it.
    package func sizes(_ measure: () -> LabelSizes) -> LabelSizes {
        measuredSizes.withLock { sizes in
            if let sizes { return sizes }
            let measured = measure()
            sizes = measured
            return measured
        }
    }

    /// The labels of set `index`, in declared order, decoded from the rendered text. Allocates: for tests and tools,
    /// not for encoders.
    ///
    /// - Precondition: `index` is in `0..<count`.
    public func labels(_ index: Int) -> [Label] { LabelText.decode(text[range(index)]) }
}

/// The lengths that a format tells before contents, which no page has to work out anew.
package struct LabelSizes: Sendable {
    /// The bytes of each set; 0 where nobody knows.
    package let sets: [UInt16]
    /// The bytes of each label's name, where all sets have labels of the same names, none of them in quotes, and
    /// nothing is escaped; else none.
    package let names: [Int]

    package init(sets: [UInt16], names: [Int]) {
        self.sets = sets
        self.names = names
    }
}

/// Where each label set of a column ends in its text: in four bytes each, and in eight once the text is 4 GiB long.
package struct SetEnds: Sendable {
    private var short: [UInt32] = []
    private var long: [Int] = []

    package init(capacity: Int = 0) {
        short.reserveCapacity(capacity)
    }

    package init(_ ends: [Int]) {
        self.init(capacity: ends.count)
        for end in ends { append(end) }
    }

    package mutating func reserveCapacity(_ count: Int) { short.reserveCapacity(count) }

    package var count: Int { long.isEmpty ? short.count : long.count }

    package subscript(index: Int) -> Int { long.isEmpty ? Int(short[index]) : long[index] }

    /// - Parameter end: not before the last one.
    package mutating func append(_ end: Int) {
        if long.isEmpty, let end = UInt32(exactly: end) {
            short.append(end)
        } else {
            if long.isEmpty { (long, short) = (short.map(Int.init), []) }
            long.append(end)
        }
    }
}

/// How often the columns of snapshots were read for one child, so that a test can tell that a page of any format takes
/// a fixed number of looks at each child, however many chunks it has. Counts in debug builds only.
package final class ColumnReads: Sendable {
    #if DEBUG
        /// The reads of the current task; nil: nobody counts.
        @TaskLocal package static var counted: ColumnReads?
        private let total = Lock(0)

        package var count: Int { total.withLock { $0 } }
    #endif

    package init() {}

    @inline(__always)
    static func add(_ reads: Int = 1) {
        #if DEBUG
            counted?.total.withLock { $0 += reads }
        #endif
    }
}
