import Yams

/// Turns the parser's nodes into ``YAMLNode``s: finds aliases (see ``YAMLText``), applies merge keys, counts nodes.
struct YAMLResolver {
    let file: String
    /// What is complete so far, by anchor. A node inside itself is therefore unknown, and no cycle can arise.
    private var anchored: [String: YAMLNode] = [:]
    /// Entries that merge keys have copied so far. Merged mappings share no storage with their sources, so many merges
    /// of one large mapping would take memory before any size is looked at.
    private var copies = 0

    init(file: String) {
        self.file = file
    }

    /// Takes time linear in the text, however often aliases repeat it: copies share their storage.
    mutating func resolve(_ node: Yams.Node, depth: Int = 0) throws(ConfigurationProblem) -> YAMLNode {
        let line = max(1, node.mark?.line ?? 1)
        guard depth <= YAMLLimits.depth else { throw YAMLLimits.tooDeep(file: file, line: line) }
        var resolved: YAMLNode
        switch node {
        case .scalar(let scalar):
            resolved = try self.scalar(scalar, line: line)
        case .sequence(let sequence):
            try checkTag(of: node, line: line, allowed: [.seq])
            var items: [YAMLNode] = []
            for item in sequence { items.append(try resolve(item, depth: depth + 1)) }
            resolved = YAMLNode(content: .sequence(items), line: line, size: total(items))
        case .mapping(let mapping):
            try checkTag(of: node, line: line, allowed: [.map])
            resolved = try self.mapping(mapping, line: line, depth: depth)
        case .alias:
            throw problem(line, "not YAML: an alias")
        }
        guard resolved.size <= YAMLLimits.nodes else { throw tooLarge(resolved.line) }
        if let anchor = node.anchor { anchored[anchor.rawValue] = resolved }
        return resolved
    }

    private func scalar(_ scalar: Yams.Node.Scalar, line: Int) throws(ConfigurationProblem) -> YAMLNode {
        try checkTag(of: .scalar(scalar), line: line, allowed: [.str, .int, .float, .bool, .null])
        let isPlain = scalar.style == .plain || scalar.style == .any
        let start = scalar.string.unicodeScalars.prefix(2)
        if isPlain, start.first == YAMLText.explicitKey, start.count == 1 || start.last?.properties.isWhitespace == true
        {
            throw problem(line, "keys behind ? are not supported (quote a text that begins with ?)")
        }
        guard isPlain, scalar.string.unicodeScalars.first == YAMLText.alias else {
            return YAMLNode(
                content: .scalar(YAMLText.restored(scalar.string), isPlain: isPlain), line: line, size: 1)
        }
        let name = YAMLText.restored(String(scalar.string.unicodeScalars.dropFirst()))
        guard var node = anchored[name] else {
            // Without the name: it may be a password that begins with an asterisk.
            throw problem(line, "an alias has no anchor before it (quote a text that begins with *)")
        }
        node.line = line
        return node
    }

    private mutating func mapping(
        _ mapping: Yams.Node.Mapping, line: Int, depth: Int
    ) throws(ConfigurationProblem) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var merges: [YAMLNode] = []
        for (keyNode, valueNode) in mapping {
            let key = try resolve(keyNode, depth: depth + 1)
            let value = try resolve(valueNode, depth: depth + 1)
            guard case .scalar(let name, let isPlain) = key.content else {
                throw problem(key.line, "a key must be text, not \(key.kind)")
            }
            if isPlain, name == "<<" {
                merges += try merged(value)
            } else {
                // The mark of `YAMLText.markDuplicate` is no part of the key.
                let name = name.unicodeScalars.contains(where: YAMLText.isMark) ? original(name, in: mapping) : name
                entries.append(YAMLNode.Entry(key: name, line: key.line, value: value))
            }
        }
        var known = Set(entries.map(\.key))
        for case .mapping(let additions) in merges.map(\.content) {
            copies += additions.count
            guard copies <= YAMLLimits.nodes else { throw tooLarge(line) }
            entries += additions.filter { known.insert($0.key).inserted }
        }
        return YAMLNode(content: .mapping(entries), line: line, size: total(entries.map(\.value)) + entries.count)
    }

    /// The mappings that `<<` names, the first of which wins: https://yaml.org/type/merge.html
    private func merged(_ value: YAMLNode) throws(ConfigurationProblem) -> [YAMLNode] {
        let sources: [YAMLNode] = if case .sequence(let items) = value.content { items } else { [value] }
        for source in sources {
            guard case .mapping = source.content else {
                throw problem(value.line, "<< takes a mapping or a list of mappings, not \(source.kind)")
            }
        }
        return sources
    }

    /// The key that was changed by one character to get past the parser: the other key of the mapping that differs from
    /// it only there.
    private func original(_ marked: String, in mapping: Yams.Node.Mapping) -> String {
        let letters = Array(marked.unicodeScalars)
        for (other, _) in mapping {
            guard let candidate = other.scalar?.string.unicodeScalars, candidate.count == letters.count,
                !candidate.contains(where: YAMLText.isMark),
                zip(letters, candidate).allSatisfy({ $0 == $1 || YAMLText.isMark($0) })
            else { continue }
            return YAMLText.restored(String(candidate))
        }
        return marked
    }

    /// Tags of YAML's core types are accepted and change nothing; others (`!!binary`, `!secret`) promise a meaning that
    /// they would not get.
    private func checkTag(of node: Yams.Node, line: Int, allowed: [Yams.Tag.Name]) throws(ConfigurationProblem) {
        let name = Yams.Resolver.basic.resolveTag(of: node)
        // `!` alone means "not resolved", which is how everything is read here.
        guard name != .nonSpecific, !allowed.contains(name) else { return }
        let core = "tag:yaml.org,2002:"
        // Other tags are not shown: one may be a password that begins with an exclamation mark.
        let shown = name.rawValue.hasPrefix(core) ? "!!\(name.rawValue.dropFirst(core.count))" : "!..."
        throw problem(line, "the tag \(shown) is not supported (quote a text that begins with !)")
    }

    /// Cannot overflow: there are fewer than 2^20 nodes and 10^6 merged ones, none larger than `YAMLLimits.nodes`.
    private func total(_ nodes: [YAMLNode]) -> Int {
        nodes.reduce(1) { $0 + $1.size }
    }

    private func tooLarge(_ line: Int) -> ConfigurationProblem {
        problem(line, "more than \(YAMLLimits.nodes) values, each alias counted as what it stands for")
    }

    private func problem(_ line: Int, _ message: String) -> ConfigurationProblem {
        ConfigurationProblem(file: file, line: line, message: message)
    }
}
