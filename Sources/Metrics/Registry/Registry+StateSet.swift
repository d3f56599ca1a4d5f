extension Registry {
    /// Registers a state set without labels of its own. It is exposed from now on.
    ///
    /// - Parameters:
    ///   - type: An enumeration; its cases' texts as label values are the states' names.
    ///   - state: Which state holds until another is set; nil: none does.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the states are none, more than 64, or two
    ///   of one name.
    public func stateSet<State: LabelValue & Hashable & CaseIterable>(
        _ name: String, help: String, of type: State.Type, initially state: State? = nil
    ) throws(RegistrationError) -> StateSet<State> {
        try stateSet(name, help: help, states: Array(type.allCases), initially: state)
    }

    /// Registers a state set without labels of its own, whose states are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the states are none, more than 64, or two
    ///   of one name.
    public func stateSet<State: LabelValue & Hashable>(
        _ name: String, help: String, states: [State], initially state: State? = nil
    ) throws(RegistrationError) -> StateSet<State> {
        try single(stateSets(name, help, states, state, labelNames: [], .none))
    }

    /// Registers a state set with labels: each child has a sample for each state.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the states are none, more than 64, or two
    ///   of one name.
    public func stateSet<State: LabelValue & Hashable & CaseIterable, each Value: LabelValue>(
        _ name: String, help: String, of type: State.Type, initially state: State? = nil, limits: ChildLimits = .none,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<StateSet<State>, repeat each Value> {
        try stateSet(
            name, help: help, states: Array(type.allCases), initially: state, limits: limits,
            labels: repeat each labels)
    }

    /// Registers a state set with labels, whose states are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the states are none, more than 64, or two
    ///   of one name.
    public func stateSet<State: LabelValue & Hashable, each Value: LabelValue>(
        _ name: String, help: String, states: [State], initially state: State? = nil, limits: ChildLimits = .none,
        labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<StateSet<State>, repeat each Value> {
        Family(
            children: try stateSets(name, help, states, state, labelNames: labelNames(repeat each labels), limits))
    }

    /// Registers a state set with labels, whose states and label names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, or the states are none, more than 64, or two
    ///   of one name.
    public func stateSet<State: LabelValue & Hashable>(
        _ name: String, help: String, states: [State], initially state: State? = nil, limits: ChildLimits = .none,
        labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<StateSet<State>> {
        DynamicFamily(children: try stateSets(name, help, states, state, labelNames: labelNames, limits))
    }

    private func stateSets<State: LabelValue & Hashable>(
        _ name: String, _ help: String, _ states: [State], _ state: State?, labelNames: [String],
        _ limits: ChildLimits
    ) throws(RegistrationError) -> ChildSet {
        let list = try StateList(states, of: name)
        let maker = StateSet.maker(list, of: name, initially: state)
        let settings = FamilySettings(
            StateSet<State>.self,
            [("states", "\(list.names)"), ("first state", state.map(\.labelText) ?? "none")])
        return try family(name, .stateSet, help, nil, labelNames, maker, limits, settings)
    }
}
