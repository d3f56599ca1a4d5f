extension Registry {
    /// Checks, makes and registers a family of instruments, or finds the one that was registered so before: what every
    /// kind's own method ends in.
    func family(
        _ name: String, _ type: MetricType, _ help: String, _ unit: String?, _ labelNames: [String],
        _ maker: ChildMaker, _ limits: ChildLimits, _ settings: FamilySettings
    ) throws(RegistrationError) -> ChildSet {
        let descriptor = try FamilyDescriptor(name, type: type, help: help, unit: unit, nameScheme: nameScheme)
        try NameRules.checkLabels(labelNames, of: name, type: type, scheme: nameScheme)
        return try register(
            ChildSet(
                descriptor, labelNames: labelNames, maker: maker, limits: limits, settings: settings, clock: clock))
    }

    /// The one child of a family without labels.
    func single<Child: Instrument>(_ family: ChildSet) -> Child {
        unsafeDowncast(family.child(UnsafeRawBufferPointer(start: nil, count: 0)), to: Child.self)
    }

    func labelNames<each Value: LabelValue>(_ labels: repeat LabelName<each Value>) -> [String] {
        var names: [String] = []
        for label in repeat each labels { names.append(label.name) }
        return names
    }
}
