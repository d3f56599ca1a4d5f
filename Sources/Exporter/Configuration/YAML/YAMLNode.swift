/// A part of a YAML document: aliases and merge keys resolved, scalars as they were written, each with its line.
///
/// Copies share their storage, so an alias costs nothing to hold; ``size`` tells what it costs to walk.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// `isPlain`: written without quotes, so that `~` and nothing at all mean null.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the document's order, keys of merges last. Keys may occur twice.
        case mapping([Entry])
    }

    struct Entry: Sendable {
        var key: String
        /// Of the key.
        var line: Int
        var value: YAMLNode
    }

    var content: Content
    /// From 1. For an alias, the line of the alias.
    var line: Int
    /// The number of nodes including this one, every alias counted as often as it is used.
    var size: Int

    /// `key:` with nothing behind it, or one of YAML's words for null.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Of a list; 0 for anything else.
    var count: Int { if case .sequence(let items) = content { items.count } else { 0 } }

    /// Whether both are written alike, wherever they stand.
    func isWritten(like other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let one, _), .scalar(let two, _)): one == two && isNull == other.isNull
        case (.sequence(let one), .sequence(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.isWritten(like: $1) }
        case (.mapping(let one), .mapping(let two)):
            one.map(\.key) == two.map(\.key) && zip(one, two).allSatisfy { $0.value.isWritten(like: $1.value) }
        default: false
        }
    }

    /// What stands here, for messages that must not show it.
    var kind: String {
        switch content {
        case .scalar: isNull ? "empty" : "a scalar"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
