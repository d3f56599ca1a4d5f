public import NinesMetrics

extension Snapshot {
    /// What differs between `expected`, a page of metrics, and the page of this snapshot; nil when nothing does. For
    /// tests of any framework:
    ///
    /// ```swift
    /// let difference = registry.collect().difference(
    ///     from: """
    ///         # HELP jobs_total Jobs done.
    ///         # TYPE jobs_total counter
    ///         jobs_total{kind="a"} 3
    ///         """)
    /// #expect(difference == nil)
    /// ```
    ///
    /// Lines are compared without the white space around and between their parts, samples by their numbers (`1` is
    /// `1.0`), and neither the order of families, of children nor of labels matters. A page without any `# HELP` or
    /// `# TYPE` is compared by its samples alone. Other comments and blank lines say nothing.
    ///
    /// - Parameters:
    ///   - expected: In `format`.
    ///   - names: The families of this snapshot to compare; none: all.
    ///   - format: One of the text formats.
    /// - Returns: A unified difference, with lines that are only expected behind `-`, and those only in the snapshot
    ///   behind `+`, both sorted.
    public func difference(
        from expected: String, families names: [String] = [], format: ExpositionFormat = .text
    ) -> String? {
        let filter = NameFilter(names)
        let wanted = Snapshot(families: families.filter { filter.admits($0.descriptor) })
        let expectedLines = PageLine.lines(of: expected)
        let hasMetadata = expectedLines.contains { $0.isMetadata }
        let lines = PageLine.lines(of: ExpositionBody(wanted, format: format).text)
            .filter { hasMetadata || !$0.isMetadata }
        return UnifiedDifference(expectedLines.sorted(), lines.sorted()).text
    }
}

/// A unified difference of two lists of lines, as `diff -u` writes it.
struct UnifiedDifference {
    private struct Row {
        let sign: Character
        let text: String
    }

    private var rows: [Row] = []
    private static let context = 3

    init(_ expected: [PageLine], _ collected: [PageLine]) {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in collected.difference(from: expected) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var (left, right) = (0, 0)
        while left < expected.count || right < collected.count {
            if removed.contains(left) {
                rows.append(Row(sign: "-", text: expected[left].text))
                left += 1
            } else if inserted.contains(right) {
                rows.append(Row(sign: "+", text: collected[right].text))
                right += 1
            } else {
                rows.append(Row(sign: " ", text: collected[right].text))
                left += 1
                right += 1
            }
        }
    }

    /// Nil when nothing differs.
    var text: String? {
        let changed = rows.indices.filter { rows[$0].sign != " " }
        guard !changed.isEmpty else { return nil }
        var hunks: [Range<Int>] = []
        for index in changed {
            let near = max(0, index - Self.context)..<min(rows.count, index + Self.context + 1)
            if let last = hunks.last, last.upperBound >= near.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<near.upperBound
            } else {
                hunks.append(near)
            }
        }
        return "--- expected\n+++ collected\n" + hunks.map(text).joined()
    }

    private func text(of hunk: Range<Int>) -> String {
        func place(_ other: Character) -> String {
            let before = rows[..<hunk.lowerBound].count { $0.sign != other }
            let length = rows[hunk].count { $0.sign != other }
            return "\(length == 0 ? before : before + 1),\(length)"
        }
        let lines = rows[hunk].map { "\($0.sign)\($0.text)\n" }.joined()
        return "@@ -\(place("+")) +\(place("-")) @@\n" + lines
    }
}
