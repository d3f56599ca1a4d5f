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

/// A table for people: aligned columns in text, pipes in Markdown.
package struct TextTable: Sendable, Hashable {
    package let header: [String]
    package let rows: [[String]]
    /// Columns of words; the others hold numbers, which end at the same place.
    package let wordColumns: Set<Int>

    /// - Parameter rows: each as long as the header; missing cells are empty and further ones left out.
    package init(_ header: [String], rows: [[String]], words wordColumns: Set<Int>) {
        self.header = header
        self.rows = rows.map { row in header.indices.map { row.indices.contains($0) ? row[$0] : "" } }
        self.wordColumns = wordColumns
    }

    package var text: String {
        let all = [header.map { $0.uppercased() }] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let line = zip(row, widths).enumerated().map { column, cell in
                let padding = String(repeating: " ", count: cell.1 - cell.0.count)
                return wordColumns.contains(column) ? cell.0 + padding : padding + cell.0
            }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }

    package var markdown: String {
        let rule = header.indices.map { wordColumns.contains($0) ? "---" : "---:" }
        let lines = [header, rule] + rows.map { $0.map(MarkdownText.escaped) }
        return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
}

package enum MarkdownText {
    /// Names as themselves: what Markdown or HTML would read as markup is escaped, line ends are spaces.
    package static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "|", "*", "_", "`", "<", ">", "[", "]", "\\": escaped += "\\\(character)"
            case _ where character.isNewline: escaped += " "
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
