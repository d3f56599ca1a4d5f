extension Registry {
    /// Registers an info that stays as it is: one sample of value 1 with these labels, in this order.
    ///
    /// ```swift
    /// try registry.info("build_info", help: "What runs.", labels: ["version": "1.2.3", "commit": "c0ffee"])
    /// ```
    ///
    /// - Parameter name: Ends in `_info`.
    /// - Throws: ``RegistrationError`` when a name is not legal or taken, also by an info with other values.
    public func info(
        _ name: String, help: String, labels: KeyValuePairs<String, String>
    ) throws(RegistrationError) {
        let values = labels.map(\.value)
        let infos = try infos(name, help, labelNames: labels.map(\.key), .none, fixed: "\(values)")
        var key: [UInt8] = []
        for (_, value) in labels { key += Array(value.utf8) + [0xFF] }
        _ = key.withUnsafeBytes { infos.child($0) }
    }

    /// Registers an info with labels: each child that is looked up is exposed with value 1 until it is removed, or
    /// ``Family/set(_:)`` replaces it.
    ///
    /// ```swift
    /// let config = try registry.info("config_info", help: "The file in use.", labels: LabelName("hash"))
    /// config.set("d41d8c")
    /// ```
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func info<each Value: LabelValue>(
        _ name: String, help: String, limits: ChildLimits = .none, labels: repeat LabelName<each Value>
    ) throws(RegistrationError) -> Family<Info, repeat each Value> {
        Family(children: try infos(name, help, labelNames: labelNames(repeat each labels), limits))
    }

    /// Registers an info with labels whose names are known only when the program runs.
    ///
    /// - Throws: ``RegistrationError`` when a name is not legal or taken.
    public func info(
        _ name: String, help: String, limits: ChildLimits = .none, labelNames: [String]
    ) throws(RegistrationError) -> DynamicFamily<Info> {
        DynamicFamily(children: try infos(name, help, labelNames: labelNames, limits))
    }

    private func infos(
        _ name: String, _ help: String, labelNames: [String], _ limits: ChildLimits, fixed values: String = "looked up"
    ) throws(RegistrationError) -> ChildSet {
        let settings = FamilySettings(Info.self, [("label values", values)])
        return try family(name, .info, help, nil, labelNames, Info.maker, limits, settings)
    }
}
