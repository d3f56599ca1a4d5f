import Foundation
import NinesSLO

/// What `nines serve` remembers of its SLOs' past, from its state file.
struct StateHistories {
    private var states: [[String]: SLOState] = [:]

    /// None for a configuration without a state file, or whose file does not exist yet.
    ///
    /// Reads beside a running exporter, and never migrates the file: that is the exporter's to do. Blocks.
    ///
    /// - Throws: when the file is no state, or damaged.
    init(of configuration: Configuration) throws(CommandFailure) {
        guard let state = configuration.state, FileManager.default.fileExists(atPath: state.path) else { return }
        do throws(StateFileError) {
            let database = try StateDatabase(reading: state.path)
            let damages = try database.readAll { saved in
                states[[saved.service, saved.slo]] = saved
            }
            for damage in damages { StandardError.write("warning: \(state.path): \(damage)") }
        } catch {
            throw .unusable("\(state.setting): \(error)")
        }
    }

    /// Nil when the file has nothing about the SLO, or only what another budgeting counted.
    subscript(definition: SLODefinition) -> History? {
        states[[definition.service, definition.name]]?.history(of: definition)
    }
}
