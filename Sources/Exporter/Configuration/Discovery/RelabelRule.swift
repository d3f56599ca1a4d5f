import Crypto

/// One of Prometheus' `relabel_configs`:
/// https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
struct RelabelRule: Sendable, Equatable {
    /// Their values, joined by the separator, are what most actions look at. An absent label's value is empty.
    var sourceLabels: [String] = []
    var separator = defaultSeparator
    var action: Action

    static let defaultSeparator = ";"
    static let defaultReplacement = "$1"

    /// What is done, with what only that action needs. Patterns are ``Pattern/init(whole:)``s; nil is the default,
    /// `(.*)`, which needs no search.
    enum Action: Sendable, Equatable {
        /// Sets a label, or removes it where the replacement is empty, if the pattern matches. The label's name is a
        /// template too.
        case replace(Pattern?, label: GoTemplate, replacement: GoTemplate)
        case keep(Pattern?)
        case drop(Pattern?)
        case keepEqual(label: String)
        case dropEqual(label: String)
        /// Sets a label to a number below the modulus, by a hash of the source labels. The modulus is not 0.
        case hashmod(UInt64, label: String)
        /// Copies each label whose name matches to another name.
        case labelmap(Pattern?, replacement: GoTemplate)
        case labeldrop(Pattern?)
        case labelkeep(Pattern?)
        case lowercase(label: String)
        case uppercase(label: String)
    }

    /// - Returns: false when the target is dropped.
    func apply(to labels: inout [String: String]) -> Bool {
        switch action {
        case .replace(let pattern, let label, let replacement): replace(pattern, label, replacement, in: &labels)
        case .keep(let pattern): return Self.match(pattern, in: joined(labels)) != nil
        case .drop(let pattern): return Self.match(pattern, in: joined(labels)) == nil
        case .keepEqual(let label): return joined(labels).elementsEqual((labels[label] ?? "").utf8)
        case .dropEqual(let label): return !joined(labels).elementsEqual((labels[label] ?? "").utf8)
        case .hashmod(let modulus, let label): labels[label] = "\(Self.hash(joined(labels)) % modulus)"
        case .labelmap(let pattern, let replacement): map(pattern, replacement, in: &labels)
        case .labeldrop(let pattern): labels = labels.filter { Self.match(pattern, in: Array($0.key.utf8)) == nil }
        case .labelkeep(let pattern): labels = labels.filter { Self.match(pattern, in: Array($0.key.utf8)) != nil }
        case .lowercase(let label): Self.set(label, to: SimpleCase.lower(joinedText(labels)), in: &labels)
        case .uppercase(let label): Self.set(label, to: SimpleCase.upper(joinedText(labels)), in: &labels)
        }
        return true
    }

    private func replace(
        _ pattern: Pattern?, _ label: GoTemplate, _ replacement: GoTemplate, in labels: inout [String: String]
    ) {
        let value = joined(labels)
        guard let captures = Self.match(pattern, in: value) else { return }
        let name = Self.text(label, of: value, captures)
        // As in Prometheus: a name that is none is no mistake, as it comes from what was discovered.
        guard LabelNames.isName(name) else { return }
        Self.set(name, to: Self.text(replacement, of: value, captures), in: &labels)
    }

    /// In the order of names, so that the last of several that become one wins. Prometheus' order is that of a hash
    /// table, and it lets a name through that is none.
    private func map(_ pattern: Pattern?, _ replacement: GoTemplate, in labels: inout [String: String]) {
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) {
            let bytes = Array(name.utf8)
            guard let captures = Self.match(pattern, in: bytes) else { continue }
            let mapped = Self.text(replacement, of: bytes, captures)
            if LabelNames.isName(mapped) { labels[mapped] = value }
        }
    }

    /// Bytes, not text: Swift's `==` on strings takes different bytes for the same, and Prometheus does not.
    private func joined(_ labels: [String: String]) -> [UInt8] { Array(joinedText(labels).utf8) }

    private func joinedText(_ labels: [String: String]) -> String {
        sourceLabels.map { labels[$0] ?? "" }.joined(separator: separator)
    }

    /// An empty value is an absent label.
    private static func set(_ name: String, to value: String, in labels: inout [String: String]) {
        labels[name] = value.isEmpty ? nil : value
    }

    private static func match(_ pattern: Pattern?, in text: [UInt8]) -> Pattern.Captures? {
        guard let pattern else {
            return Pattern.Captures(ranges: [0..<text.count, 0..<text.count], names: [nil, nil])
        }
        return text.withUnsafeBytes { pattern.firstMatch(in: $0) }
    }

    private static func text(_ template: GoTemplate, of text: [UInt8], _ captures: Pattern.Captures) -> String {
        String(decoding: template.expanded { captures[$0].map { text[$0] } }, as: UTF8.self)
    }

    /// The last eight bytes of the MD5, the first of which is the highest. Only that spreads targets over several
    /// exporters as it does over several Prometheus.
    private static func hash(_ text: [UInt8]) -> UInt64 {
        Insecure.MD5.hash(data: text).suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [RelabelRule] {
    /// The labels after all rules, one after the other; nil when one of them drops the target.
    ///
    /// Pure. Names have to be those of ``LabelNames/isName(_:)``, values not empty; those of the result are so too.
    func apply(to labels: [String: String]) -> [String: String]? {
        var labels = labels
        for rule in self where !rule.apply(to: &labels) { return nil }
        return labels
    }
}
