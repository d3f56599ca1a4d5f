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
