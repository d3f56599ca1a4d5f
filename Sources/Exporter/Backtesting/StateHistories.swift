import NinesSLO

/// What `nines serve` remembers of its SLOs' past, from its state file.
struct StateHistories {
    private var states: [[String]: SLOState] = [:]

    /// None for a configuration without a state file.
    ///
    /// Reads beside a running exporter, and never migrates the file: that is the exporter's to do. Blocks.
    ///
    /// - Parameter warn: called with what is damaged in the file.
    /// - Throws: when there is no file yet, nothing is in it, it is no state, or damaged.
    init(of configuration: Configuration, warn: (String) -> Void) throws(Unusable) {
        guard let state = configuration.state else { return }
        do throws(StateFileError) {
            let database = try Database(reading: state.path)
            defer { database.close() }
            let damages = try database.read { connection in
                try SLOTable(connection: connection).readAll { saved in
                    states[[saved.service, saved.slo]] = saved
                }
            }
            for damage in damages { warn("\(state.path): \(damage)") }
        } catch {
            throw Unusable("\(state.setting): \(error)")
        }
    }

    /// Nil when the file has nothing about the SLO, or only what another budgeting counted.
    subscript(definition: SLODefinition) -> History? {
        states[[definition.service, definition.name]]?.history(of: definition)
    }
}
