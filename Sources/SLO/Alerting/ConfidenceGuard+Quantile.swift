#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

extension ConfidenceGuard {
    /// How many standard deviations from its mean a normal distribution has the share below the interval beyond it:
    /// 1.96 at 0.95. To six decimals, so that every C library gives the same text.
    package var zScore: Double {
        let tail = Double(1_000_000 - levelMillionths) / 2e6
        // Of tails from 5e-7 to 0.25.
        var (low, high) = (0.0, 6.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if erfc(middle / 2.squareRoot()) / 2 > tail { low = middle } else { high = middle }
        }
        return (low * 1e6).rounded() / 1e6
    }
}
