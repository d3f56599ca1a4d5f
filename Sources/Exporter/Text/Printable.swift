extension String {
    /// The text as it may be shown on a terminal and kept: what targets send goes into messages, so control characters
    /// are replaced and no more than 1,000 characters are left.
    var printable: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars.prefix(1000) {
            scalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }
}
