/// A metric with labels whose names are known only when the program runs, from a configuration file for example.
///
/// Handles are resolved once and kept: looking one up checks the labels and allocates.
public struct DynamicFamily<Child: Instrument>: Sendable {
    private let children: ChildSet

    init(children: ChildSet) {
        self.children = children
    }

    /// The label names, in declared order.
    public var labelNames: [String] { children.labelNames }

    /// A handle to the child with these labels, made if it does not exist. An absent label has an empty value. Names
    /// are compared as bytes.
    ///
    /// - Throws: ``RegistrationError`` naming the family's labels and the given ones, when one is unexpected or
    ///   missing.
    public func labels(_ labels: [String: String]) throws(RegistrationError) -> Child { try child(labels) }

    func child(_ labels: [String: String]) throws(RegistrationError) -> Child {
        try key(of: labels).withUnsafeBytes { unsafeDowncast(children.child($0), to: Child.self) }
    }

    /// Takes the child with these labels out of the family; false when there is none.
    ///
    /// - Throws: ``RegistrationError`` as `labels` does.
    @discardableResult
    public func remove(_ labels: [String: String]) throws(RegistrationError) -> Bool {
        try key(of: labels).withUnsafeBytes { children.remove($0) }
    }

    /// Takes out every child.
    public func removeAll() { children.removeAll() }

    /// Takes out the children that `isWanted` names by their labels; see ``Family/removeAll(where:)``.
    @discardableResult
    public func removeAll(where isWanted: ([Label]) -> Bool) -> Int { children.removeAll(where: isWanted) }

    /// Takes out the children that have all of these labels; see ``Family/removeAll(matching:)``.
    @discardableResult
    public func removeAll(matching labels: [String: String]) -> Int { children.removeAll(matching: labels) }

    private func key(of labels: [String: String]) throws(RegistrationError) -> [UInt8] {
        var key: [UInt8] = []
        for name in labelNames {
            // A dictionary finds canonically equivalent names too; Prometheus takes them for others.
            guard let found = labels.index(forKey: name), labels[found].key.utf8.elementsEqual(name.utf8) else {
                throw mismatch(labels)
            }
            key += labels[found].value.utf8
            key.append(0xFF)
        }
        guard labels.count == labelNames.count else { throw mismatch(labels) }
        return key
    }

    private func mismatch(_ labels: [String: String]) -> RegistrationError {
        let given = labels.keys.sorted().joined(separator: ", ")
        let family = children.descriptor
        return RegistrationError(
            .labels,
            "\(family.name): the labels {\(given)} were given, but the family has {\(labelNames.joined(separator: ", "))}"
        )
    }
}
