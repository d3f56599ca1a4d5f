/// The keys of one mapping of the configuration file, each with its name in the file as raw value.
///
/// What is said here and in ``rule`` is the one description of a key: readers refuse other keys and miss required ones
/// by it, and ``JSONSchema`` writes it for editors.
protocol ConfigurationKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// What may stand behind the key.
    var rule: KeyRule { get }
    /// Keys without which the mapping is refused, whatever else is in it.
    static var required: [Self] { get }
    /// Rules about several keys at once. Readers check them in words of their own.
    static var conditions: [KeyCondition<Self>] { get }
    /// Keys that blackbox_exporter knows here and this version does not. They are refused by name: ignoring one would
    /// probe something else than the file says.
    static var blackboxKeys: [String] { get }
    /// Keys of Nines' own grammar that this version does not read yet.
    static var plannedKeys: [String] { get }
}

extension ConfigurationKey {
    static var required: [Self] { [] }
    static var conditions: [KeyCondition<Self>] { [] }
    static var blackboxKeys: [String] { [] }
    static var plannedKeys: [String] { [] }
}

/// What the keys of one mapping ask of each other.
enum KeyCondition<Key: ConfigurationKey>: Sendable {
    /// So many of the keys are there, neither more nor less.
    case exactly(Int, of: [Key])
    /// Where the key is there (and, unless nil, has the value), others must be there and others must not.
    case with(Key, is: String? = nil, needs: [Key] = [], excludes: [Key] = [])
    /// The same where it is not there.
    case without(Key, needs: [Key] = [], excludes: [Key] = [])
}
