/// All keys by the mapping they stand in, for documents and schemas that must not miss one.
enum ConfigurationGrammar {
    struct Mapping {
        /// `modules.<name>.http`: names of the user's choice in angle brackets, `[]` for the entries of a list.
        let path: String
        let type: any SectionKeys.Type
        /// Of the first key that it stands behind; empty for the root.
        let help: String

        var keys: [any AnyKey] { type.keys }
    }

    /// Those of a configuration file. A mapping that may stand in several places is there once, at the first.
    static var mappings: [Mapping] { mappings(from: RootKeys.self) }

    /// Every mapping below a root, which is called `the file`, outer ones first.
    static func mappings(from root: any SectionKeys.Type) -> [Mapping] {
        var mappings = [Mapping(path: "the file", type: root, help: "")]
        var known: Set<ObjectIdentifier> = [ObjectIdentifier(root)]
        // Grows while it is walked.
        var next = 0
        while next < mappings.count {
            let outer = mappings[next]
            next += 1
            for key in outer.keys {
                let path = outer.path == "the file" ? key.name : "\(outer.path).\(key.name)"
                for (path, type) in sections(of: key.rule, path: path)
                where known.insert(ObjectIdentifier(type)).inserted {
                    mappings.append(Mapping(path: path, type: type, help: key.help))
                }
            }
        }
        return mappings
    }

    private static func sections(of value: ValueRule, path: String) -> [(path: String, type: any SectionKeys.Type)] {
        switch value {
        case .section(let type, _): [(path, type)]
        case .list(let item, _): sections(of: item, path: path + "[]")
        case .names(_, let value): sections(of: value, path: path + ".<name>")
        case .either(let one, let other): sections(of: one, path: path) + sections(of: other, path: path)
        case .text, .flag, .integer, .number, .duration, .choice, .anything: []
        }
    }
}
