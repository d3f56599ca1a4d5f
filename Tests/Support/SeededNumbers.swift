#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed everywhere.
package struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Greater than 0, less than 1.
    package mutating func uniform() -> Double { (Double(next() >> 12) + 0.5) / 0x1p52 }

    package mutating func exponential() -> Double { -log(uniform()) }

    /// Normally distributed around 0 with deviation 1 (Box and Muller).
    package mutating func normal() -> Double { (2 * exponential()).squareRoot() * cos(2 * Double.pi * uniform()) }

    package mutating func logNormal() -> Double { exp(normal()) }

    /// With the heavy tail of sizes and waiting times: infinite variance.
    package mutating func pareto() -> Double { pow(uniform(), -1 / 1.2) }
}
