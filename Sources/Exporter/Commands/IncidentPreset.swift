import ArgumentParser
import NinesSLOTools

/// Made-up trouble for a backtest.
enum IncidentPreset: String, ExpressibleByArgument, CaseIterable {
    case step, outage, ramp, spikes, leak, none

    /// What it does unless options say otherwise.
    struct Plan {
        var shape: ErrorShape
        var length: Duration
    }

    /// - Parameters:
    ///   - ratio: the highest share of bad events; nil for the preset's own.
    ///   - budget: what the SLO allows to be bad, as a ratio.
    func plan(ratio: Double?, length: Duration?, budget: Double) -> Plan? {
        switch self {
        // The workbook's example of multiwindow alerts.
        case .step: Plan(shape: .step(ratio: ratio ?? 0.15), length: length ?? .seconds(600))
        case .outage: Plan(shape: .step(ratio: ratio ?? 1), length: length ?? .seconds(300))
        case .ramp: Plan(shape: .ramp(to: ratio ?? 0.2), length: length ?? .seconds(3_600))
        // The workbook's example of what alerts with a wait never see.
        case .spikes:
            Plan(
                shape: .spikes(ratio: ratio ?? 1, every: .seconds(600), lasting: .seconds(60)),
                length: length ?? .seconds(7_200))
        case .leak: Plan(shape: .step(ratio: ratio ?? min(2 * budget, 1)), length: length ?? .seconds(3 * 86_400))
        case .none: nil
        }
    }
}
