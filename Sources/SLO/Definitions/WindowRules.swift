/// What every length of time in a definition has to be.
enum WindowRules {
    /// A leap year. Bounds the state of an SLO, and keeps every sum of seconds far from overflow.
    static let longest: Int64 = 366 * 86_400

    /// Slices have whole seconds, so windows have too: a window is then cut into slices without a remainder of its own.
    static func checkWholeSeconds(_ duration: Duration, key: String, least: Int64) throws(SLOError) {
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0, (least...longest).contains(seconds) else {
            throw SLOError(
                key: key,
                "\(key) \(DurationText.text(duration)): it must be whole seconds, at least "
                    + "\(DurationText.text(.seconds(least))) and at most \(DurationText.text(.seconds(longest)))")
        }
    }
}
