import NinesSLO

/// A value of a configuration with the place it stands at, read as what the grammar wants there.
///
/// Every reading method reports what is wrong and returns nil then, so that one reading finds all problems of a file.
struct Field {
    let node: YAMLNode
    /// From the document's root, such as `targets[2].interval`.
    let path: String
    let log: ProblemLog
    /// Nil where nothing is replaced.
    var environment: Environment?

    var line: Int { node.line }

    /// - Parameter unsupported: what is missing in this version, where that is the problem.
    func report(_ message: String, unsupported: String? = nil) {
        log.report(line: line, path: path, hidingEnvironment(message), unsupported: unsupported)
    }

    /// A warning about this place, in whichever file it is: what is read may name things of another.
    func warn(_ warnings: ProblemLog, line: Int? = nil, _ message: String) {
        warnings.report(line: line ?? self.line, path: path, message, file: log.file)
    }

    /// `line 5`, for a message at another place, with the file if that is in another.
    func line(from other: Field) -> String {
        log.file == other.log.file ? "line \(line)" : "line \(line) of \(Quoted.oneLine(log.file))"
    }

    /// A field inside this one.
    func child(_ node: YAMLNode, key: String) -> Field {
        Field(
            node: node, path: path.isEmpty ? Quoted.key(key) : "\(path).\(Quoted.key(key))", log: log,
            environment: environment)
    }

    /// The text of a scalar, without complaint where it is none.
    var scalar: String? {
        guard case .scalar(let text, _) = node.content else { return nil }
        guard let environment else { return text }
        return try? environment.expanded(text)
    }

    /// This value as it is written, unless the file asks for the environment everywhere.
    var literal: Field {
        var field = self
        if environment?.isEverywhere != true { field.environment = nil }
        return field
    }

    /// A message without what the environment put into this value: it may be a secret.
    private func hidingEnvironment(_ message: String) -> String {
        guard environment != nil, case .scalar(let written, _) = node.content, written.contains("${"),
            let value = scalar, !value.isEmpty, value != written
        else { return message }
        let quoted = Quoted.value(value).dropFirst().dropLast()
        return message.replacing(quoted, with: Quoted.value(written).dropFirst().dropLast())
    }

    // MARK: Scalars

    /// Any scalar as it was written, whatever type YAML gives it: `yes`, `1.10` and `null` are text here. A key with
    /// nothing behind it is refused, because the author may have meant anything.
    func text(mayBeEmpty: Bool = false) -> String? {
        guard case .scalar(let written, let isPlain) = node.content else {
            report("must be text, not \(node.kind)")
            return nil
        }
        var text = written
        do {
            if let environment { text = try environment.expanded(written) }
        } catch {
            report(error.sentence)
            return nil
        }
        guard !text.isEmpty || (mayBeEmpty && !(isPlain && written.isEmpty)) else {
            report(mayBeEmpty ? "has no value (write \"\" for an empty one)" : "must not be empty")
            return nil
        }
        return text
    }

    /// Text on one line, fit for tables, logs and labels.
    func name() -> String? {
        guard let text = text() else { return nil }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            report("\(Quoted.value(text)) has a line break or another control character")
            return nil
        }
        return text
    }

    func flag() -> Bool? {
        guard let text = text() else { return nil }
        if FlagText.yes.contains(text) { return true }
        if FlagText.no.contains(text) { return false }
        report("\(Quoted.value(text)) is neither true nor false")
        return nil
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let rule =
                range.upperBound == .max
                ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            report("\(Quoted.value(text)) is not a whole number \(rule)")
            return nil
        }
        return number
    }

    /// A finite number in decimal notation.
    func number() -> Double? {
        guard let text = text() else { return nil }
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text), number.isFinite
        else {
            report("\(Quoted.value(text)) is not a number")
            return nil
        }
        return number
    }

    /// Above 0.
    func positive() -> Double? {
        guard let number = number() else { return nil }
        guard number > 0 else {
            report("\(Quoted.value(scalar ?? "")) is not above 0")
            return nil
        }
        return number
    }

    /// - Parameter least: the shortest allowed, `.zero` included.
    func duration(atLeast least: Duration = .zero) -> Duration? {
        guard let text = text() else { return nil }
        do {
            let duration = try GoDuration.parse(text)
            guard duration >= least else {
                report("\(Quoted.value(text)) is shorter than \(DurationText.text(least))")
                return nil
            }
            return duration
        } catch {
            report("\(Quoted.value(text)) \(error.sentence)")
            return nil
        }
    }

    /// One of the names of an enumeration.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> Choice? {
        guard let text = text() else { return nil }
        guard let choice = Choice(rawValue: text) else {
            report("\(Quoted.value(text)) is not one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return choice
    }

    // MARK: Lists and mappings

    /// The items of a list; none when nothing stands here, or no list, which is reported.
    func items() -> [Field] { list() ?? [] }

    /// The same with nil for what is no list.
    func list() -> [Field]? {
        if node.isNull { return [] }
        guard case .sequence(let nodes) = node.content else {
            report("must be a list, not \(node.kind)")
            return nil
        }
        return nodes.enumerated().map { Field(node: $1, path: "\(path)[\($0)]", log: log, environment: environment) }
    }

    /// The entries of a mapping in the file's order, without those whose key was there before, which are reported; none
    /// when nothing stands here. Nil when this is no mapping.
    func entries() -> [(key: String, keyLine: Int, value: Field)]? {
        if node.isNull { return [] }
        guard case .mapping(let entries) = node.content else {
            report("\(path.isEmpty ? "the file " : "")must be a mapping, not \(node.kind)")
            return nil
        }
        var firstLines: [String: Int] = [:]
        return entries.compactMap { entry in
            let field = child(entry.value, key: entry.key)
            if let first = firstLines[entry.key] {
                log.report(line: entry.line, path: field.path, "duplicate key (first on line \(first))")
                return nil
            }
            firstLines[entry.key] = entry.line
            return (entry.key, entry.line, field)
        }
    }
}

/// How flags are written: https://yaml.org/type/bool.html, as blackbox_exporter reads it.
enum FlagText {
    static let yes = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"]
    static let no = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"]
}
