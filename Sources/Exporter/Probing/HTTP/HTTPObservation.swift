/// The `probe_http_*` part of a report. Times are summed over all redirects; the rest is of the last response.
struct HTTPObservation: Sendable, Equatable {
    struct Phases: Sendable, Equatable {
        var resolve: Duration = .zero
        var connect: Duration = .zero
        var tls: Duration = .zero
        /// From the request being written to the first byte of the response.
        var processing: Duration = .zero
        /// From the first to the last byte of the response.
        var transfer: Duration = .zero

        /// In the order of the names.
        var byName: [(name: String, value: Duration)] {
            [
                ("connect", connect), ("processing", processing), ("resolve", resolve), ("tls", tls),
                ("transfer", transfer),
            ]
        }

        /// Of the samples, in the same order.
        fileprivate static let labels = Phases().byName.map { ExtraLabels(("phase", $0.name)) }

        static func + (lhs: Self, rhs: Self) -> Self {
            Self(
                resolve: lhs.resolve + rhs.resolve, connect: lhs.connect + rhs.connect, tls: lhs.tls + rhs.tls,
                processing: lhs.processing + rhs.processing, transfer: lhs.transfer + rhs.transfer)
        }
    }

    var phases = Phases()
    /// 0 when no response came.
    var statusCode = 0
    /// 1.0 or 1.1; 0 when no response came.
    var version: Double = 0
    /// From the header; -1 when it says nothing.
    var contentLength: Int64 = -1
    /// Bytes of body read.
    var bodyLength: Int64 = 0
    var redirects = 0
    /// Whether the last response came over TLS.
    var usedTLS = false
    var failedDueToRegex = false
    /// The `Last-Modified` header, seconds since the Unix epoch.
    var lastModified: Double?
}

extension HTTPObservation: Observation {
    func write(to samples: inout ProbeSamples) {
        for (phase, labels) in zip(phases.byName, Phases.labels) {
            samples.add(.httpDuration, phase.value.seconds, labels)
        }
        samples.add(.httpContentLength, Double(contentLength))
        samples.add(.httpBodyLength, Double(bodyLength))
        samples.add(.httpRedirects, Double(redirects))
        samples.add(.httpSSL, usedTLS ? 1 : 0)
        samples.add(.httpStatusCode, Double(statusCode))
        samples.add(.httpVersion, version)
        samples.add(.failedDueToRegex, failedDueToRegex ? 1 : 0)
        if let lastModified { samples.add(.httpLastModified, lastModified) }
    }
}

extension ProbeReport {
    /// Nil for a probe that is none of HTTP.
    var http: HTTPObservation? { observation as? HTTPObservation }
}
