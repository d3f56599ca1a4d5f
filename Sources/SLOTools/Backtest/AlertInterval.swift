public import NinesSLO

/// A time in which an alert fired.
public struct AlertInterval: Sendable, Hashable {
    public let firedAt: Timestamp
    /// When it stopped; nil when it still fired at the history's end.
    public let resetAt: Timestamp?

    func overlaps(_ span: Range<Timestamp>) -> Bool {
        firedAt < span.upperBound && (resetAt.map { $0 > span.lowerBound } ?? true)
    }
}

extension [AlertInterval] {
    /// The times in which at least one fired, in order.
    var merged: [AlertInterval] {
        var merged: [AlertInterval] = []
        for interval in sorted(by: { $0.firedAt < $1.firedAt }) {
            guard let last = merged.last, last.resetAt.map({ interval.firedAt <= $0 }) ?? true else {
                merged.append(interval)
                continue
            }
            // Nil, still firing, is later than any.
            let resetAt = last.resetAt.flatMap { end in interval.resetAt.map { Swift.max(end, $0) } }
            merged[merged.count - 1] = AlertInterval(firedAt: last.firedAt, resetAt: resetAt)
        }
        return merged
    }
}
