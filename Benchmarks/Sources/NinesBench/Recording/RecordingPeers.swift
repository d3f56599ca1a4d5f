/// The same operations in other libraries.
enum RecordingPeers {
    /// The bars are multiples of the fastest library that does the same. VictoriaMetrics' histogram is in none: it has
    /// buckets of its own, and neither those that are asked for nor Prometheus' native ones.
    enum Bars {
        static let increment = Bar(
            0.3, threaded: 0.15, ofBestOf: ["client_golang: counter", "rust-prometheus: counter"])
        static let incrementByAmount = Bar(
            0.8, threaded: 0.15, ofBestOf: ["client_golang: counter by 1.5", "rust-prometheus: counter-by-1.5"])
        static let set = Bar(1, ofBestOf: ["client_golang: gauge", "rust-prometheus: gauge"])
        static let observe = Bar(
            0.3, threaded: 0.05, ofBestOf: ["client_golang: histogram, 11 buckets", "rust-prometheus: histogram"])
        static let observeNative = Bar(0.1, of: "client_golang: native histogram, factor 1.1")
        static let lookUp = Bar(0.3, threaded: 0.2, ofBestOf: lookUps)
        /// The peers know strings only, and these two have them to make from numbers and cases.
        static let lookUpWithNumber = Bar(0.35, threaded: 0.2, ofBestOf: lookUps)
        /// What code does that knows swift-metrics only: it makes the instrument each time, as others look one up.
        static let lookUpThroughBridge = Bar(1, ofBestOf: lookUps)

        private static let lookUps = [
            "client_golang: look-up", "VictoriaMetrics: look-up", "rust-prometheus: look-up",
        ]
    }

    static func all(_ peers: Peers) -> [any Subject] {
        let go: [PeerProgram?] = [
            peers.subject("client_golang: counter", "go_peers", "client_golang/counter", iterations: 5_000_000),
            peers.subject(
                "client_golang: counter by 1.5", "go_peers", "client_golang/counter-by-1.5", iterations: 5_000_000),
            peers.subject("client_golang: gauge", "go_peers", "client_golang/gauge", iterations: 5_000_000),
            peers.subject(
                "client_golang: histogram, 11 buckets", "go_peers", "client_golang/histogram", iterations: 1_000_000),
            peers.subject(
                "client_golang: native histogram, factor 1.1", "go_peers", "client_golang/native-histogram",
                iterations: 500_000),
            peers.subject("client_golang: look-up", "go_peers", "client_golang/look-up", iterations: 500_000),
            peers.subject(
                "VictoriaMetrics: histogram, own buckets", "go_peers", "victoria_metrics/histogram",
                iterations: 2_000_000),
            peers.subject("VictoriaMetrics: look-up", "go_peers", "victoria_metrics/look-up", iterations: 500_000),
        ]
        let rust = [("counter", 5), ("counter-by-1.5", 5), ("gauge", 50), ("histogram", 2), ("look-up", 1)]
            .map { operation, millions in
                peers.subject(
                    "rust-prometheus: \(operation)", "rust_prometheus_bench", operation,
                    iterations: millions * 1_000_000)
            }
        return (go + rust).compactMap { $0 }
    }
}
