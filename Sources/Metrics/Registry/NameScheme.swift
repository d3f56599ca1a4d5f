/// Which characters metric and label names may have. Prometheus calls it the validation scheme.
public enum NameScheme: Sendable, Hashable {
    /// `[a-zA-Z_:][a-zA-Z0-9_:]*` for metrics, the same without colons for labels: what every scraper reads.
    case legacy
    /// Any UTF-8 text but the empty one, as Prometheus reads since version 3. Scrapers that do not ask for such names
    /// get them escaped: `http.requests` as `http_requests`.
    case utf8
}
