import NinesSLO

/// What may stand behind a key: how it is read, what others are told of it, and how it is written.
struct ValueGrammar<Value>: Sendable {
    let rule: ValueRule
    /// Reports what is wrong and returns nil then. What is returned beside reports is as good as it could be read.
    let read: @Sendable (Field) -> Value?
    /// As the file would say it; nil where nobody has to write it.
    let write: @Sendable (Value) -> YAMLNode?
    /// What a value makes of another that stands behind it: replaces it, unless both are mappings.
    let merge: @Sendable (_ value: Value, _ base: Value) -> Value

    init(
        _ rule: ValueRule, write: @escaping @Sendable (Value) -> YAMLNode? = { _ in nil },
        merge: @escaping @Sendable (Value, Value) -> Value = { value, _ in value },
        read: @escaping @Sendable (Field) -> Value?
    ) {
        self.rule = rule
        self.read = read
        self.write = write
        self.merge = merge
    }
}

extension ValueGrammar where Value == String {
    /// Any scalar.
    static var text: Self { Self(.text(), write: YAMLNode.text) { $0.text() } }
    /// The path of a file, relative to the folder of the file that names it.
    static var file: Self { Self(.text(), write: YAMLNode.text) { $0.filePath() } }
    /// Text on one line.
    static var name: Self { Self(.name, write: YAMLNode.text) { $0.name() } }
}

extension ValueGrammar where Value == Bool {
    static var flag: Self { Self(.flag, write: YAMLNode.flag) { $0.flag() } }
}

extension ValueGrammar where Value == Int {
    /// Without an upper bound where that is `Int.max`.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(.integer(range), write: YAMLNode.integer) { $0.integer(in: range) }
    }
}

extension ValueGrammar where Value == Double {
    static var number: Self { Self(.number(.any), write: YAMLNode.number) { $0.number() } }
    static var positive: Self { Self(.number(.positive), write: YAMLNode.number) { $0.positive() } }
}

extension ValueGrammar where Value == Duration {
    /// - Parameter least: the shortest that is read.
    static func duration(atLeast least: Duration = .zero) -> Self {
        Self(.duration(atLeast: least), write: { .text(DurationText.text($0)) }) { $0.duration(atLeast: least) }
    }

    /// What reads it knows a bound that it explains better.
    static func checkedDuration(atLeast least: Duration) -> Self {
        Self(.duration(atLeast: least), write: { .text(DurationText.text($0)) }) { $0.duration() }
    }
}

extension ValueGrammar where Value: RawRepresentable<String> & CaseIterable & Sendable {
    /// The names of an enumeration.
    static var choice: Self {
        Self(.choice(Value.allCases.map(\.rawValue)), write: { .text($0.rawValue) }) { $0.choice(of: Value.self) }
    }
}

extension ValueGrammar where Value == Field {
    /// What this grammar does not look at.
    static var anything: Self { Self(.anything) { $0 } }
}

extension ValueGrammar {
    /// The items that can be read, whatever is wrong with others.
    ///
    /// - Parameter least: how many there have to be.
    static func list<Item>(_ item: ValueGrammar<Item>, atLeast least: Int = 0) -> Self where Value == [Item] {
        Self(
            .list(item.rule, atLeast: least),
            write: { items in
                let written = items.compactMap(item.write)
                return written.count == items.count ? .list(written) : nil
            }
        ) { field in
            guard let items = field.list() else { return nil }
            if items.count < least { field.report("at least \(least == 1 ? "one is" : "\(least) are") needed") }
            return items.compactMap(item.read)
        }
    }

    /// A mapping whose keys the grammar fixes.
    static func section<Keys: SectionKeys>(_ keys: Keys.Type) -> Self where Value == Section<Keys> {
        Self(.section(keys), write: { $0.written }, merge: { $0.over($1) }) { Section($0) }
    }

    /// Without the environment, unless the file asks for it everywhere: what is written for others to read.
    var literal: Self {
        let read = self.read
        return Self(rule, write: write, merge: merge) { read($0.literal) }
    }

    /// What completes or changes another such mapping: nothing in it must be there.
    static func part<Keys: SectionKeys>(of keys: Keys.Type) -> Self where Value == Section<Keys> {
        Self(.section(keys, isWhole: false), write: { $0.written }, merge: { $0.over($1) }) {
            Section($0, isWhole: false)
        }
    }

    /// A mapping whose keys the user chooses.
    static func named<Item>(_ item: ValueGrammar<Item>) -> Self where Value == [Named<Item>] {
        Self(
            .names(nil, item.rule),
            write: { entries in
                .mapping(entries.compactMap { entry in entry.value.flatMap(item.write).map { (entry.name, $0) } })
            }
        ) { field in
            field.entries()?.map { Named(name: $0.key, field: $0.value, value: item.read($0.value)) }
        }
    }
}

/// An entry of a mapping whose keys the user chooses.
struct Named<Value> {
    let name: String
    let field: Field
    /// Nil where it could not be read, which is reported.
    let value: Value?
}
