import Yams

/// Reads the text of one YAML document into a ``YAMLNode``.
enum YAMLDocument {
    /// - Throws: one problem with its line: bad syntax, more than one document, no document, an unknown alias, a limit
    ///   of ``YAMLLimits`` exceeded.
    static func parse(_ text: String, file: String) throws(ConfigurationProblem) -> YAMLNode {
        let documents = try parse(text, file: file, limit: YAMLLimits.size) { parser in
            guard let root = try parser.singleRoot() else { throw empty(file) }
            return [root]
        }
        guard let node = documents.first, !node.isNull else { throw empty(file) }
        return node
    }

    /// Reads every document of a stream, without empty ones.
    ///
    /// - Throws: as ``parse(_:file:)`` does, but several documents, or none, are no problem.
    static func parseStream(_ text: String, file: String, limit: Int) throws(ConfigurationProblem) -> [YAMLNode] {
        let documents = try parse(text, file: file, limit: limit) { parser in
            var roots: [Yams.Node] = []
            while let root = try parser.nextRoot() { roots.append(root) }
            return roots
        }
        return documents.filter { !$0.isNull }
    }

    private static func parse(
        _ text: String, file: String, limit: Int, roots: (Yams.Parser) throws -> [Yams.Node]
    ) throws(ConfigurationProblem) -> [YAMLNode] {
        guard text.utf8.count <= limit else {
            throw ConfigurationProblem(file: file, line: 1, message: "larger than \(limit) bytes")
        }
        var hidden = try YAMLText(text, file: file)
        var duplicates: [ConfigurationProblem] = []
        while true {
            do throws(Failure) {
                return try compose(hidden, file: file, roots: roots)
            } catch {
                switch error {
                case .problem(let problem): throw problem
                case .duplicateKey(let key, let line, let column):
                    duplicates.append(
                        ConfigurationProblem(
                            file: file, line: line, message: "the key \(Quoted.key(key)) occurs twice in its mapping"))
                    guard duplicates.count <= YAMLLimits.duplicates, hidden.markDuplicate(line: line, column: column)
                    else { throw duplicates[0] }
                }
            }
        }
    }

    private enum Failure: Error {
        /// The first occurrence of a key that its mapping has again.
        case duplicateKey(String, line: Int, column: Int)
        case problem(ConfigurationProblem)
    }

    private static func compose(
        _ text: YAMLText, file: String, roots: (Yams.Parser) throws -> [Yams.Node]
    ) throws(Failure) -> [YAMLNode] {
        // The parser keeps a pointer into the string, which a string of up to 15 bytes does not have in one place.
        let padding = text.scalars.count < 16 ? "                " : ""
        do {
            let parser = try Yams.Parser(yaml: text.string + padding, resolver: .basic, encoding: .utf8)
            // Nodes hold their anchors weakly; the parser holds them.
            return try withExtendedLifetime(parser) {
                // Anchors are those of one document.
                try roots(parser).map { root in
                    var resolver = YAMLResolver(file: file)
                    return try resolver.resolve(root)
                }
            }
        } catch let problem as ConfigurationProblem {
            throw .problem(problem)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            throw .duplicateKey(
                YAMLText.restored(keys.first ?? ""), line: max(1, context.mark.line), column: context.mark.column)
        } catch {
            throw .problem(syntaxProblem(error, in: text, file: file))
        }
    }

    /// What the parser means by a character that cannot start any token.
    private static func beginning(_ character: Unicode.Scalar?) -> String {
        switch character {
        case "\t": "a tab stands where YAML has spaces only (write spaces for it)"
        case nil: "a text cannot begin like this (put it in quotes)"
        case let character?: "a text cannot begin with \(character) unless it is in quotes"
        }
    }

    private static func empty(_ file: String) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: 1, message: "the file is empty (the least is `modules: {}`)")
    }

    /// The parser's sentence with its position. Its own description quotes lines of the file, which may be secret.
    private static func syntaxProblem(_ error: any Error, in text: YAMLText, file: String) -> ConfigurationProblem {
        let lines = text.lineCount
        return switch error {
        case YamlError.scanner(_, "found character that cannot start any token", let mark, _) where mark.line <= lines:
            ConfigurationProblem(
                file: file, line: mark.line,
                message: "not YAML: " + beginning(text.character(line: mark.line, column: mark.column))
                    + " (column \(mark.column))")
        case YamlError.composer(_, "but found another document", let mark, _):
            ConfigurationProblem(
                file: file, line: mark.line, message: "a second document begins here (a configuration is one document)")
        case YamlError.parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting level"):
            YAMLLimits.tooDeep(file: file, line: mark.line)
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            // The parser's end of the text is a line after the last.
            ConfigurationProblem(
                file: file, line: min(mark.line, lines),
                message: "not YAML: \(context.map { $0.text + ": " } ?? "")\(problem) "
                    + (mark.line > lines ? "(at the end)" : "(column \(mark.column))"))
        default:
            ConfigurationProblem(file: file, line: 1, message: "not YAML: it cannot be read")
        }
    }
}
