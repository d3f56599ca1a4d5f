import Synchronization

/// Which of a few named states hold: a sample of 0 or 1 for each, told apart by a label named after the family.
///
/// ```swift
/// enum Circuit: String, CaseIterable, LabelValue { case closed, halfOpen = "half_open", open }
///
/// let circuit = try registry.stateSet(
///     "circuit_state", help: "Of calls to payments.", of: Circuit.self, initially: .closed)
/// circuit.set(.open)      // circuit_state{circuit_state="open"} 1, and 0 for the others
/// ```
///
/// All states are bits of one word: setting is one atomic operation (after finding the state's bit in a dictionary),
/// and no scrape ever sees two states of a set that has one at a time, or none in between.
///
/// `@unchecked Sendable`: what is not immutable is atomic.
public final class StateSet<State: LabelValue & Hashable>: Instrument, @unchecked Sendable {
    private let bits: Atomic<UInt64>
    /// Whether a state was set since a collection last asked, also to what it was.
    private let isTouched = Atomic<Bool>(false)
    private let list: StateList<State>
    private let initialBits: UInt64

    init(key: consuming LabelKey, created: UnixTime, list: StateList<State>, initially state: State?) {
        self.list = list
        initialBits = state.map(list.bit) ?? 0
        bits = Atomic(initialBits)
        super.init(key: key, created: created)
    }

    /// Makes `state` the only one that holds. Changes nothing when it is not one of the set's states, as a value can be
    /// that is missing in its type's `allCases`.
    public func set(_ state: State) {
        let bit = list.bit(state)
        guard bit != 0 else { return }
        bits.store(bit, ordering: .relaxed)
        isTouched.store(true, ordering: .relaxed)
    }

    /// Says whether `state` holds, and leaves the others as they are: for sets of which several can hold at once, such
    /// as a node's conditions. Changes nothing when `state` is not one of the set's.
    public func set(_ state: State, to holds: Bool) {
        let bit = list.bit(state)
        if holds {
            bits.bitwiseOr(bit, ordering: .relaxed)
        } else {
            bits.bitwiseAnd(~bit, ordering: .relaxed)
        }
        if bit != 0 { isTouched.store(true, ordering: .relaxed) }
    }

    /// The states that hold now, all read at one instant.
    public var value: Set<State> {
        let bits = bits.load(ordering: .relaxed)
        return Set(list.states.filter { bits & list.bit($0) != 0 })
    }

    override package var isAtRest: Bool { bits.load(ordering: .relaxed) == initialBits }

    /// See ``Gauge``'s.
    override func wasUpdated(since seen: inout UInt64, in slabs: borrowing CellStore.Slabs) -> Bool {
        guard isTouched.load(ordering: .relaxed) else { return false }
        isTouched.store(false, ordering: .relaxed)
        return true
    }

    /// How families make and read sets of these states.
    static func maker(_ list: StateList<State>, of family: String, initially state: State?) -> ChildMaker {
        ChildMaker(
            make: { StateSet(key: $0, created: $1.time, list: list, initially: state) },
            makeLost: { StateSet(key: $0, created: $1.time, list: list, initially: state) },
            columns: { children, _ in
                var values: [Double] = []
                values.reserveCapacity(children.count * list.names.count)
                children.visit(as: StateSet.self) { child in
                    let bits = child.bits.load(ordering: .relaxed)
                    for position in 0..<UInt64(list.names.count) { values.append(Double(bits >> position & 1)) }
                }
                return FamilyColumns(values: .gauges(values))
            },
            rows: ChildRows(labelName: family, values: list.names))
    }
}

extension Family {
    /// Makes `state` the only one that holds in the child with these label values, made if it does not exist.
    public func set<State>(_ values: repeat each Value, state: State) where Child == StateSet<State> {
        labels(repeat each values).set(state)
    }

    /// Says whether `state` holds in the child with these label values, made if it does not exist, and leaves its other
    /// states as they are.
    public func set<State>(_ values: repeat each Value, state: State, to holds: Bool) where Child == StateSet<State> {
        labels(repeat each values).set(state, to: holds)
    }
}

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
