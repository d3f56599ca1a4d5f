/// What a second registration of a name must agree about with the first one to share its family, beside metadata and
/// label names: how its children are made.
struct FamilySettings: Sendable {
    /// The class of the children, with the type of a state set's states: what handles are cast to.
    private let instrument: ObjectIdentifier
    /// What is compared, as texts for the error that tells of a difference. Doubles that differ have texts that differ.
    private let details: [(name: String, text: String)]

    init<Child: Instrument>(_ type: Child.Type, _ details: [(name: String, text: String)] = []) {
        instrument = ObjectIdentifier(type)
        self.details = [("instrument", "\(type)")] + details
    }

    /// The first thing that these settings do not share with those of the registered family; nil when they are the
    /// same.
    func difference(from registered: FamilySettings) -> String? {
        // Of one class they have the same details.
        for (own, other) in zip(details, registered.details) where !own.text.hasSameBytes(as: other.text) {
            return "\(own.name) \(own.text), registered with \(other.text)"
        }
        return instrument == registered.instrument ? nil : "another type of the same name, \(details[0].text)"
    }
}

extension ChildLimits {
    /// For the error that tells of a difference.
    var text: String {
        let texts = [count.map { "at most \($0) children" }, idleTime.map { "idle for at most \($0)" }].compactMap {
            $0
        }
        return texts.isEmpty ? "none" : texts.joined(separator: ", ")
    }
}

extension ExemplarPolicy {
    /// For ``FamilySettings``. Sources are functions, which nobody can compare: the first registration's is asked.
    var setting: (name: String, text: String) {
        switch origin {
        case .nowhere: ("exemplars", "none")
        case .caller: ("exemplars", "given every \(interval)")
        case .source: ("exemplars", "sampled every \(interval)")
        }
    }
}
