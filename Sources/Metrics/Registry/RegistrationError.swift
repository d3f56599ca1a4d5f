/// Why a family could not be registered, or a child not made: a broken rule, with both sides of a conflict named.
///
/// Thrown only while setting up. Recording never throws.
public struct RegistrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which rule was broken. More may be added.
    public struct Rule: Sendable, Hashable {
        private let name: String

        /// A metric name, label name or unit has characters or a form that expositions do not allow.
        public static let name = Rule(name: "name")
        /// The name, or a sample name that follows from it, belongs to another family already, or to one that was
        /// registered with other labels, bounds or limits.
        public static let duplicate = Rule(name: "duplicate")
        /// The name belongs to a family of another type.
        public static let type = Rule(name: "type")
        /// A label set has a label too many, or lacks one.
        public static let labels = Rule(name: "labels")
        /// Upper bounds are not ascending, not finite, or too many.
        public static let buckets = Rule(name: "buckets")
        /// Quantiles are not ascending or not in 0...1, or the window is too short for its slices.
        public static let quantiles = Rule(name: "quantiles")
        /// A state set's states have no names, the same name, or are too many.
        public static let states = Rule(name: "states")
        /// A value that a collector hands over is none that its family can have.
        public static let value = Rule(name: "value")
        /// The process records too many children already.
        public static let capacity = Rule(name: "capacity")
    }

    /// For code that goes on, depending on what is wrong.
    public let rule: Rule
    /// A sentence that names the family, the value and the rule.
    public let description: String

    package init(_ rule: Rule, _ description: String) {
        self.rule = rule
        self.description = description
    }
}

extension RegistrationError {
    static func conflict(
        _ new: FamilyDescriptor, with old: FamilyDescriptor, over name: String, because reason: String? = nil
    ) -> RegistrationError {
        let isSame = new.name.hasSameBytes(as: old.name)
        let rule: Rule = isSame && new.type != old.type ? .type : .duplicate
        let sample = isSame ? "" : " (both would expose \(name))"
        // Types that differ are in the sentence already.
        let difference = reason.flatMap { new.type == old.type ? ": \($0)" : nil } ?? ""
        return RegistrationError(
            rule,
            "\(new.type.rawValue) \(new.name) (\"\(new.help)\") conflicts with the registered "
                + "\(old.type.rawValue) \(old.name) (\"\(old.help)\")\(sample)\(difference)")
    }

    static func outOfCells(_ what: String) -> RegistrationError {
        RegistrationError(
            .capacity, "\(what) cannot be made: the process has used up its \(CellAllocator.capacity) cells")
    }

    static func outOfMemory(_ family: String) -> RegistrationError {
        RegistrationError(.capacity, "\(family) cannot be made: memory is out")
    }
}
