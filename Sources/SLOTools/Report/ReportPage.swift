/// A page of results, to be printed as text or as Markdown.
package struct ReportPage: Sendable, Hashable {
    package enum Block: Sendable, Hashable {
        case heading(String)
        case paragraph(String)
        case table(TextTable)
        case list([String])
    }

    package var blocks: [Block] = []

    /// Without a line end.
    package var text: String {
        blocks.map { block in
            switch block {
            case .heading(let text): text
            case .paragraph(let text): text
            case .table(let table): table.text
            case .list(let items): items.map { "- \($0)" }.joined(separator: "\n")
            }
        }.joined(separator: "\n\n")
    }

    /// Without a line end.
    package var markdown: String {
        blocks.enumerated().map { index, block in
            switch block {
            case .heading(let text): "\(index == 0 ? "#" : "##") \(MarkdownText.escaped(text))"
            case .paragraph(let text): MarkdownText.escaped(text)
            case .table(let table): table.markdown
            case .list(let items): items.map { "- \(MarkdownText.escaped($0))" }.joined(separator: "\n")
            }
        }.joined(separator: "\n\n")
    }
}
