/// Why bytes are no state, or a state cannot be restored.
public enum SLOStateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bytes stop before the state does: what is written was cut off.
    case truncated(expected: Int, found: Int)
    /// The bytes are not what was written. The text says which rule they break.
    case damaged(String)
    /// A later version of Nines wrote it.
    case newerVersion(Int)
    /// The engine has no SLO of that name. Add it, then restore.
    case unknownSLO(service: String, slo: String)
    /// The SLO's time has begun: restoring now could count events twice.
    case alreadyRunning(service: String, slo: String)

    /// The state has the counts of several instances, and the engine was not told which it is.
    case unnamedInstance(among: [String])

    public var description: String {
        switch self {
        case .truncated(let expected, let found):
            "the state is truncated: \(found) bytes of \(expected)"
        case .damaged(let rule):
            "the state is damaged: \(rule)"
        case .newerVersion(let version):
            "the state has version \(version), which is newer than \(SLOState.formatVersion), the newest this version "
                + "of Nines reads"
        case .unknownSLO(let service, let slo):
            "there is no SLO \"\(slo)\" of service \"\(service)\" to restore"
        case .alreadyRunning(let service, let slo):
            "SLO \"\(slo)\" of service \"\(service)\" is running already: a state is restored before the first advance"
        case .unnamedInstance(let names):
            "the state has \(names.count) instances (\(names.joined(separator: ", "))): name the one that the engine goes "
                + "on from, SLOEngine(instance:)"
        }
    }
}
