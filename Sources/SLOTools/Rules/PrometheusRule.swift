/// Rules as an object of Kubernetes: the `PrometheusRule` of the Prometheus operator.
package struct PrometheusRule: Sendable, Hashable {
    /// What tells the object from others, and the operator which objects are its own (`ruleSelector`).
    package struct Metadata: Sendable, Hashable {
        package var name: String
        /// That of whoever applies the object, unless it is given.
        package var namespace: String?
        package var labels: [String: String]

        package init(name: String, namespace: String? = nil, labels: [String: String] = [:]) {
            self.name = name
            self.namespace = namespace
            self.labels = labels
        }
    }

    package var metadata: Metadata
    package var rules: RuleFile

    /// Bytes of one object. The operator keeps its rules in a ConfigMap and refuses more than 512 KiB; JSON, as which
    /// it counts them, is a little longer than YAML.
    package static let limit = 400_000

    /// As few objects as the limit allows, in the order of the groups: `name`, or `name-1`, `name-2` where one is not
    /// enough.
    package static func objects(_ rules: RuleFile, _ metadata: Metadata) -> [PrometheusRule] {
        var parts: [[RuleGroup]] = []
        var size = 0
        for group in rules.groups {
            let bytes = RuleFile(groups: [group], flavor: rules.flavor).yaml.utf8.count
            if parts.isEmpty || size + bytes > limit {
                parts.append([])
                size = 0
            }
            parts[parts.count - 1].append(group)
            size += bytes
        }
        return parts.enumerated().map { index, groups in
            var (rules, metadata) = (rules, metadata)
            rules.groups = groups
            if parts.count > 1 { metadata.name += "-\(index + 1)" }
            return PrometheusRule(metadata: metadata, rules: rules)
        }
    }

    /// The object. The same rules give the same bytes.
    package var yaml: String {
        var writer = YAMLWriter()
        writer.comment(RuleFile.header)
        writer.pair("apiVersion", "monitoring.coreos.com/v1")
        writer.pair("kind", "PrometheusRule")
        writer.nested("metadata") { writer in
            writer.pair("name", metadata.name)
            if let namespace = metadata.namespace { writer.pair("namespace", namespace) }
            writer.mapping(
                "labels", metadata.labels.merging(["app.kubernetes.io/managed-by": "nines"]) { own, _ in own })
        }
        writer.nested("spec") { rules.writeGroups(&$0) }
        return writer.text
    }
}

/// What Kubernetes takes as names and labels.
package enum KubernetesText {
    /// Bytes of a name that leave room for a number behind it.
    private static let longestName = 200

    /// A name of an object made of any text: lower-case letters, digits and dashes; nil where nothing is left.
    package static func name(_ text: String) -> String? {
        var name = ""
        for scalar in text.lowercased().unicodeScalars {
            let isPlain = isLowercase(scalar) || isDigit(scalar)
            if isPlain { name.unicodeScalars.append(scalar) } else if name.last != "-" { name += "-" }
            if name.utf8.count == longestName { break }
        }
        let trimmed = name.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    /// A label of DNS (RFC 1123), as namespaces are: at most 63 lower-case letters, digits and dashes.
    package static func isNamespace(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && isBounded(text, by: { isLowercase($0) || isDigit($0) || $0 == "-" })
    }

    /// Names with dots between such labels, at most 253 bytes: a `PrometheusRule` may be called so.
    package static func isObjectName(_ text: String) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && isBounded(String($0), by: { isLowercase($0) || isDigit($0) || $0 == "-" })
            }
    }

    /// `name`, or `example.com/name`.
    package static func isLabelKey(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.last, parts.count <= 2, !name.isEmpty, isLabelValue(name) else { return false }
        return parts.count == 1 || isObjectName(parts[0])
    }

    /// At most 63 letters, digits, `-`, `_` and `.`, a letter or digit first and last; or nothing.
    package static func isLabelValue(_ text: String) -> Bool {
        text.isEmpty
            || text.utf8.count <= 63
                && isBounded(text, by: { isLetter($0) || isDigit($0) || $0 == "-" || $0 == "_" || $0 == "." })
    }

    /// Whether all of it is allowed, and a letter or a digit is at both ends.
    private static func isBounded(_ text: String, by isAllowed: (Unicode.Scalar) -> Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        return text.unicodeScalars.allSatisfy(isAllowed) && (isLetter(first) || isDigit(first))
            && (isLetter(last) || isDigit(last))
    }

    private static func isLowercase(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        isLowercase(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
