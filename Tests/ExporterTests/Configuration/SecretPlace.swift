@testable import nines

/// A place of a document whose value, or a part of it, is a secret: found by the types of the grammar's keys, so that a
/// key that is added is found too.
struct SecretPlace {
    enum Kind {
        /// The value is the secret.
        case inline
        /// It names a file that has it.
        case file
        /// A mapping of headers, of which some names say that their values are secrets.
        case headers

        init?(_ key: any AnyKey) {
            switch key {
            case is Key<Secret>: self = key.name.hasSuffix("_file") ? .file : .inline
            case is Key<[HTTPModule.Header]>: self = .headers
            default: return nil
            }
        }
    }

    let path: [Place.Step]
    let kind: Kind
    /// The mapping's keys and the key, such as `HTTPKeys.headers`.
    let name: String

    /// Those of a document.
    static func all(in document: JSON, under root: any SectionKeys.Type) -> [SecretPlace] {
        Place.all(in: document, under: .section(root)).flatMap { place -> [SecretPlace] in
            guard case .section(let type, _) = place.rule.alternative(for: place.value),
                case .object(let members) = place.value
            else { return [] }
            return type.keys.compactMap { key in
                guard members[key.name] != nil, let kind = Kind(key) else { return nil }
                return SecretPlace(path: place.path + [.key(key.name)], kind: kind, name: "\(type).\(key.name)")
            }
        }
    }

    /// The names of all that a grammar has.
    static func names(below root: any SectionKeys.Type) -> Set<String> {
        Set(
            ConfigurationGrammar.mappings(from: root).flatMap { mapping in
                mapping.keys.filter { Kind($0) != nil }.map { "\(mapping.type).\($0.name)" }
            })
    }
}
