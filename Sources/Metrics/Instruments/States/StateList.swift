/// The states of a state set family, in the order of its samples.
final class StateList<State: LabelValue & Hashable>: Sendable {
    /// The states' names, in ascending order of their bytes.
    let names: [String]
    let states: [State]
    private let positions: [State: Int]

    /// As many as a child's word has bits.
    static var capacity: Int { UInt64.bitWidth }

    /// - Throws: ``RegistrationError`` when there are no states or more than 64, or one has no name or that of another.
    init(_ states: [State], of family: String) throws(RegistrationError) {
        func refuse(_ reason: String) -> RegistrationError {
            RegistrationError(.states, "\(family): \(reason)")
        }
        guard 1...Self.capacity ~= states.count else {
            throw refuse("\(states.count) states: a state set has 1 to \(Self.capacity)")
        }
        let named = states.map { (name: $0.labelText, state: $0) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var positions: [State: Int] = [:]
        for (position, (name, state)) in named.enumerated() {
            guard !name.isEmpty else { throw refuse("a state's name must not be empty") }
            guard positions.updateValue(position, forKey: state) == nil,
                position == 0 || !named[position - 1].name.utf8.elementsEqual(name.utf8)
            else { throw refuse("state \"\(name)\" is given twice") }
        }
        names = named.map(\.name)
        self.states = named.map(\.state)
        self.positions = positions
    }

    /// The bit that stands for `state` in a child's word; 0 for one that is not of the list.
    func bit(_ state: State) -> UInt64 {
        positions[state].map { 1 << UInt64($0) } ?? 0
    }
}
