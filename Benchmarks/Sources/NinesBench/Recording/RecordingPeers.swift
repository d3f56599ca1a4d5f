/// The same operations in other libraries.
enum RecordingPeers {
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
