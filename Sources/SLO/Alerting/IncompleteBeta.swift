#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

/// The beta distribution's cumulative share: the regularised incomplete beta function `I_x(a, b)`.
///
/// Sources: NIST Digital Library of Mathematical Functions, 8.17.22 (continued fraction) and 5.11.1 (Stirling's
/// series); Peizer and Pratt, "A Normal Approximation for Binomial, F, Beta, and Other Common, Related Tail
/// Probabilities" (1968).
enum IncompleteBeta {
    /// - Parameters:
    ///   - x: in 0...1.
    ///   - a: above 0, finite.
    ///   - b: above 0, finite.
    /// - Returns: in 0...1; to about 10^-10 up to 10^4 and to about 10^-7 for larger parameters.
    static func share(below x: Double, a: Double, b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction needs about sqrt(a + b) steps near the mean; beyond, a normal approximation is as good.
        if min(a, b) > largestForFraction { return normalShare(below: x, a: a, b: b) }
        // The fraction converges fast on this side of the mean.
        return x < (a + 1) / (a + b + 2)
            ? fraction(x, 1 - x, a, b) : 1 - fraction(1 - x, x, b, a)
    }

    /// The least x with that share below it: the inverse, to the last bits of a double.
    static func quantile(_ share: Double, a: Double, b: Double) -> Double {
        var low = 0.0
        var high = 1.0
        // Ends when no double lies between; 200 steps find any above 10^-60.
        for _ in 0..<200 {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { break }
            if self.share(below: middle, a: a, b: b) < share { low = middle } else { high = middle }
        }
        return high
    }

    static let largestForFraction = 10_000.0

    private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        // Of the two, which sum to 1, the smaller one is exact.
        let logX = x < y ? log(x) : log1p(-y)
        let logY = x < y ? log1p(-x) : log(y)
        let front = exp(a * logX + b * logY - logBeta(a, b)) / a
        // Lentz' method; `tiny` stands for 0 in divisions.
        let tiny = 1e-300
        var c = 1.0
        var d = (x < y ? a + 1 - (a + b) * x : 1 - b + (a + b) * y) / (a + 1)
        d = 1 / (abs(d) < tiny ? tiny : d)
        var value = d
        var factor = 1.0
        func step(_ term: Double) {
            d = 1 + term * d
            c = 1 + term / c
            d = 1 / (abs(d) < tiny ? tiny : d)
            if abs(c) < tiny { c = tiny }
            factor = c * d
            value *= factor
        }
        for index in 1...2_000 {
            let m = Double(index)
            step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)))
            step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)))
            if abs(factor - 1) < 1e-15 { break }
        }
        return min(max(front * value, 0), 1)
    }

    private static func logBeta(_ a: Double, _ b: Double) -> Double {
        // Of large parameters the logarithms cancel; differences of the large parts are taken before they are added.
        let (small, large) = a < b ? (a, b) : (b, a)
        guard large > 30 else { return logGamma(a) + logGamma(b) - logGamma(a + b) }
        // log gamma(large) - log gamma(large + small), by Stirling's series for both.
        let sum = large + small
        let difference =
            (large - 0.5) * -log1p(small / large) - small * log(sum) + small + stirling(large) - stirling(sum)
        return logGamma(small) + difference
    }

    /// What Stirling's formula leaves, for parameters above 10: to 10^-16.
    private static func stirling(_ z: Double) -> Double {
        let inverse = 1 / (z * z)
        return (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1_260 - inverse * (1.0 / 1_680)))) / z
    }

    static func logGamma(_ z: Double) -> Double {
        // Moved up to where the series is exact.
        var product = 1.0
        var z = z
        while z < 20 {
            product *= z
            z += 1
        }
        return (z - 0.5) * log(z) - z + 0.5 * log(2 * Double.pi) + stirling(z) - log(product)
    }

    /// The share as that of a normal distribution: the chance of at least `a` successes in `a + b - 1` trials.
    private static func normalShare(below x: Double, a: Double, b: Double) -> Double {
        let y = 1 - x
        let trials = a + b - 1
        let successes = a - 0.5
        let failures = b - 0.5
        let distance =
            successes + 1.0 / 6 - (trials + 1.0 / 3) * x + 0.02 * (y / a - x / b + (y - 0.5) / (a + b))
        let spread =
            (1 + y * skew(successes / (trials * x)) + x * skew(failures / (trials * y)))
            / ((trials + 1.0 / 6) * x * y)
        return erfc(distance * spread.squareRoot() / 2.0.squareRoot()) / 2
    }

    /// `(1 - t^2 + 2 t log t) / (1 - t)^2`, as a series near 1 where that cancels.
    private static func skew(_ ratio: Double) -> Double {
        let gap = 1 - ratio
        guard abs(gap) < 0.01 else { return (1 - ratio * ratio + 2 * ratio * log(ratio)) / (gap * gap) }
        return gap * (1.0 / 3 + gap * (1.0 / 6 + gap * (1.0 / 10 + gap * (1.0 / 15 + gap / 21))))
    }
}
