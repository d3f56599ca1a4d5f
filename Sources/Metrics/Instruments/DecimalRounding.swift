#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Double {
    /// The double nearest to this number's first `digits` decimal digits, at most 15; the number itself where its
    /// magnitude is below 1e-8 or from 1e22 on.
    ///
    /// In between, the digits as an integer and the power of ten they are divided by are exact doubles, so that the
    /// quotient is the very double that the decimal text reads as.
    func rounded(toDigits digits: Int) -> Double {
        guard magnitude >= 1e-8, magnitude < 1e22 else { return self }
        let places = digits - 1 - Int(log10(magnitude).rounded(.down))
        let scale = pow(10, Double(places.magnitude))
        guard scale <= 1e22 else { return self }
        return places >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
    }
}
