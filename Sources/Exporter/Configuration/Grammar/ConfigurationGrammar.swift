/// All keys by the mapping they stand in, for documents and schemas that must not miss one.
enum ConfigurationGrammar {
    struct Mapping {
        /// `modules.<name>.http`: names of the user's choice in angle brackets, `[]` for the entries of a list.
        let path: String
        let type: any ConfigurationKey.Type
        let keys: [String]
        let rules: [KeyRule]
        let required: [String]
        let blackboxKeys: [String]
        let plannedKeys: [String]

        init<Key: ConfigurationKey>(_ path: String, _ type: Key.Type) {
            self.path = path
            self.type = type
            keys = Key.allCases.map(\.rawValue)
            rules = Key.allCases.map(\.rule)
            required = Key.required.map(\.rawValue)
            blackboxKeys = Key.blackboxKeys
            plannedKeys = Key.plannedKeys
        }
    }

    /// Those of a configuration file. A mapping that may stand in several places is there once, at the first.
    static let mappings = mappings(from: RootKey.self)

    /// Every mapping below a root, which is called `the file`, outer ones first.
    static func mappings(from root: any ConfigurationKey.Type) -> [Mapping] {
        var mappings = [Mapping("the file", root)]
        var known: Set<ObjectIdentifier> = [ObjectIdentifier(root)]
        // Grows while it is walked.
        var next = 0
        while next < mappings.count {
            let outer = mappings[next]
            next += 1
            for (key, rule) in zip(outer.keys, outer.rules) {
                let path = outer.path == "the file" ? key : "\(outer.path).\(key)"
                for (path, type) in sections(of: rule.value, path: path)
                where known.insert(ObjectIdentifier(type)).inserted {
                    mappings.append(Mapping(path, type))
                }
            }
        }
        return mappings
    }

    private static func sections(
        of value: ValueRule, path: String
    ) -> [(path: String, type: any ConfigurationKey.Type)] {
        switch value {
        case .section(let type): [(path, type)]
        case .list(let item, _): sections(of: item, path: path + "[]")
        case .names(_, let value): sections(of: value, path: path + ".<name>")
        case .either(let one, let other): sections(of: one, path: path) + sections(of: other, path: path)
        case .text, .flag, .integer, .number, .duration, .choice, .anything: []
        }
    }
}
