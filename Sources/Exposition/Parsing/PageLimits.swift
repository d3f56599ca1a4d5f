/// How much of what a format forbids is read all the same.
///
/// More may be added: compare with the constants, with a default for others.
public struct PageStrictness: Sendable, Hashable {
    private let isStrict: Bool

    /// Only what the format's specification allows.
    public static var strict: PageStrictness { PageStrictness(isStrict: true) }
    /// Also what other writers are known to write: names in quotes in text 0.0.4, carriage returns before line feeds,
    /// escape sequences that do not exist (the backslash stays), types of OpenMetrics in text, and a last line
    /// without its line feed. Families may be torn apart and their histograms incomplete.
    public static var lenient: PageStrictness { PageStrictness(isStrict: false) }
}

/// How much of a page is read, as pages come from the network.
public struct PageLimits: Sendable, Hashable {
    /// In bytes, without the line feed. Protobuf has no lines.
    public var lineLength: Int
    /// Of one sample or one exemplar.
    public var labels: Int
    /// Of the page. A histogram's bucket is one sample, in every format, and so are a summary's quantile, a sum and a
    /// count.
    public var samples: Int
    /// How many errors are kept; others are counted.
    public var errors: Int

    /// Limits for pages from anywhere; give larger ones to sources that are known to need them.
    public init(lineLength: Int = 65_536, labels: Int = 128, samples: Int = 1_000_000, errors: Int = 100) {
        self.lineLength = lineLength
        self.labels = labels
        self.samples = samples
        self.errors = errors
    }
}
