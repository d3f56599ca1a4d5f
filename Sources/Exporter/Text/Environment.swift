/// Variables of the environment, as texts of a configuration name them: `${NAME}`, `${NAME:-default}`, and `$${` for a
/// literal `${`.
struct Environment: Sendable {
    var variables: [String: String]
    /// Whether they are replaced in what else is taken as it is written: modules and regular expressions.
    var isEverywhere = false

    /// Why a text cannot be used. The sentence never has a value in it.
    enum Failure: Error, Equatable {
        case unset(String)
        case malformed

        var sentence: String {
            switch self {
            case .unset(let name):
                "the variable \(name) of the environment is not set (write ${\(name):-default} for a default)"
            case .malformed: "has a ${ without a name (write ${NAME}, ${NAME:-default}, or $${ for the text)"
            }
        }
    }

    /// One pass: what a value contains is not looked at again.
    func expanded(_ text: String) throws(Failure) -> String {
        guard text.contains("${") else { return text }
        var rest = text[...]
        var result = ""
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else { throw .malformed }
                result += try value(of: rest[..<end].dropFirst(2))
                rest = rest[end...].dropFirst()
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private func value(of reference: Substring) throws(Failure) -> String {
        let name = reference.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        let rest = reference[name.endIndex...]
        guard let first = name.first, !first.isNumber, rest.isEmpty || rest.hasPrefix(":-") else { throw .malformed }
        let value = variables[String(name)]
        if rest.isEmpty {
            guard let value else { throw .unset(String(name)) }
            return value
        }
        // As in a shell, an empty value is none.
        return value.flatMap { $0.isEmpty ? nil : $0 } ?? String(rest.dropFirst(2))
    }
}
