/// One sentence about one place of a configuration file.
struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// As given by the user, so that the message can be clicked on.
    var file: String
    /// From 1. Nil where the file as a whole is the problem, such as when it does not exist.
    var line: Int?
    /// From the document's root, such as `targets[2].interval`. Empty for the document itself.
    var path = ""
    /// The value and the rule it breaks. Never a header's value, and never a part of a file that may be a secret.
    var message: String
    /// What of blackbox_exporter's grammar is missing in this version, such as `http.body`, or a prober, such as
    /// `icmp`; nil for what the author of the file has to mend.
    var unsupported: String?

    /// `nines.yml:14: targets[2].interval: "soon" is not a duration (write 15s, 1m30s, 1d)`, on one line.
    var description: String {
        var text = Quoted.oneLine(file)
        if let line { text += ":\(line)" }
        if !path.isEmpty { text += ": \(path)" }
        return text + ": " + message
    }
}

/// Why a configuration cannot be used: every problem that was found, in the order of lines.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// Not empty.
    var problems: [ConfigurationProblem]

    /// A wrong file passed by mistake (a log, another tool's YAML) must not fill the screen.
    static let shownProblems = 50

    /// One line each for the first ``shownProblems``, then how many more there are.
    var description: String {
        var lines = problems.prefix(Self.shownProblems).map(\.description)
        if problems.count > lines.count, let file = problems.first?.file {
            lines.append("\(Quoted.oneLine(file)): and \(problems.count - lines.count) more problems")
        }
        return lines.joined(separator: "\n")
    }
}

extension ConfigurationError {
    /// `12 keys of 4 kinds are not supported yet: icmp (6), ...`, the most frequent first; nil where nothing is
    /// missing. A prober and its section are one.
    var missing: String? {
        var places: [String: Set<String>] = [:]
        for problem in problems {
            guard let kind = problem.unsupported else { continue }
            places[kind, default: []].insert("\(problem.file) \(Self.owner(of: problem.path))")
        }
        guard !places.isEmpty else { return nil }
        let counts = places.mapValues(\.count).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let count = counts.reduce(0) { $0 + $1.value }
        let kinds = counts.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        return "\(count) \(count == 1 ? "key" : "keys") of \(counts.count) \(counts.count == 1 ? "kind" : "kinds") "
            + "\(count == 1 ? "is" : "are") not supported yet: \(kinds)"
    }

    /// `modules.m` of `modules.m.http.body`. A name with a dot is in quotes.
    private static func owner(of path: String) -> Substring {
        let name = path.firstIndex(of: ".").map { path.index(after: $0) } ?? path.endIndex
        let end = path[name...].hasPrefix("\"") ? path[name...].dropFirst().firstIndex(of: "\"") : name
        return path[..<(path[(end ?? name)...].firstIndex(of: ".") ?? path.endIndex)]
    }
}
