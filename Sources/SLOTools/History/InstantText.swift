package import NinesSLO

/// Instants as tables of data have them.
package enum InstantText {
    /// Reads RFC 3339, or a number of seconds since the epoch with decimals: digits only, so that a column of other
    /// numbers is not taken for times. Nil for anything else.
    package static func instant(_ text: some StringProtocol) -> Timestamp? {
        if let instant = Timestamp(rfc3339: text) { return instant }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        // At most 18 and 9 digits, so that the numbers and the sum of seconds fit.
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let whole = parts.first, whole.utf8.count <= 18, let seconds = Int(whole)
        else { return nil }
        let instant = Timestamp(secondsSinceEpoch: seconds)
        guard parts.count == 2 else { return instant }
        let digits = parts[1].prefix(9)
        guard let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.utf8.count)) else { return nil }
        return instant.advanced(by: .nanoseconds(fraction))
    }
}
