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

    /// The labels of set `index`, in declared order, decoded from the rendered text. Allocates: for tests and tools,
    /// not for encoders.
    ///
    /// - Precondition: `index` is in `0..<count`.
    public func labels(_ index: Int) -> [Label] { LabelText.decode(text[range(index)]) }
}
