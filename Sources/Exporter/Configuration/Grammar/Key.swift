/// One key of a mapping of the configuration file: all that is known of it, written once.
///
/// Readers, ``JSONSchema``, the tables of `docs/configuration.md`, `nines config init` and the tests of refusals are
/// all made from it.
struct Key<Value>: AnyKey {
    let name: String
    let grammar: ValueGrammar<Value>
    let help: String
    let isRequired: Bool
    let absence: String?
    /// A closure, so that keys are `Sendable` whose values are not.
    private let makeDefault: (@Sendable () -> Value)?

    /// A key without a default.
    ///
    /// - Parameter absent: what leaving it out means, where that is more than nothing.
    init(
        _ name: String, _ grammar: ValueGrammar<Value>, _ help: String, required isRequired: Bool = false,
        absent absence: String? = nil
    ) {
        self.name = name
        self.grammar = grammar
        self.help = help
        self.isRequired = isRequired
        self.absence = absence
        makeDefault = nil
    }

    init(_ name: String, _ grammar: ValueGrammar<Value>, _ help: String, default value: Value) where Value: Sendable {
        self.name = name
        self.grammar = grammar
        self.help = help
        isRequired = false
        absence = nil
        makeDefault = { value }
    }

    /// What ``Section`` gives where the file does not set the key.
    var defaultValue: Value? { makeDefault?() }

    var rule: ValueRule { grammar.rule }
    var writtenDefault: YAMLNode? { defaultValue.flatMap(grammar.write) }
    func readAny(_ field: Field) -> Any? { grammar.read(field) }
    func mergeAny(_ value: Any, over base: Any) -> Any {
        guard let value = value as? Value, let base = base as? Value else { return value }
        return grammar.merge(value, base)
    }
    func writeAny(_ value: Any) -> YAMLNode? { (value as? Value).flatMap(grammar.write) }
}

/// A key whatever its type.
protocol AnyKey: Sendable {
    /// As it stands in the file.
    var name: String { get }
    /// What may stand behind it.
    var rule: ValueRule { get }
    /// One sentence for people, with its full stop.
    var help: String { get }
    /// Whether the mapping is refused without it, whatever else is in it.
    var isRequired: Bool { get }
    /// What leaving it out means, for keys without a default: words for a table.
    var absence: String? { get }
    /// As the file would say it.
    var writtenDefault: YAMLNode? { get }
    func readAny(_ field: Field) -> Any?
    func mergeAny(_ value: Any, over base: Any) -> Any
    func writeAny(_ value: Any) -> YAMLNode?
}

/// The keys of one mapping.
protocol SectionKeys: Sendable {
    /// In the order in which people are told of them.
    static var keys: [any AnyKey] { get }
    /// What the keys ask of each other. ``Section`` enforces it.
    static var conditions: [KeyCondition] { get }
    /// Keys that blackbox_exporter knows here and this version does not. They are refused by name: ignoring one would
    /// probe something else than the file says.
    static var blackboxKeys: [String] { get }
    /// What stands before those keys where they are told without their path, such as `http` for `http.body`.
    static var blackboxName: String? { get }
    /// Whether keys that begin with `x-` are the user's, for anchors, and not looked at.
    static var hasExtensions: Bool { get }
}

extension SectionKeys {
    static var conditions: [KeyCondition] { [] }
    static var blackboxKeys: [String] { [] }
    static var blackboxName: String? { nil }
    static var hasExtensions: Bool { false }

    /// `http.body` for `body`; nil for a key that blackbox_exporter does not have either.
    static func unsupported(_ key: String) -> String? {
        blackboxKeys.contains(key) ? (blackboxName.map { $0 + "." } ?? "") + key : nil
    }
}

/// What the keys of one mapping ask of each other.
enum KeyCondition: Sendable {
    /// None of the keys is there, or one.
    case atMostOne(of: [any AnyKey])
    /// So many of the keys are there, neither more nor less.
    case exactly(Int, of: [any AnyKey])
    /// Where the key is there (and, unless nil, has the value), others must be there and others must not.
    case with(any AnyKey, is: String? = nil, needs: [any AnyKey] = [], excludes: [any AnyKey] = [])
    /// The same where it is not there.
    case without(any AnyKey, needs: [any AnyKey] = [], excludes: [any AnyKey] = [])
}
