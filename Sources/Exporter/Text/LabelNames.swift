/// Names of Prometheus' labels.
enum LabelNames {
    /// Labels that probe metrics have themselves, or that mean something to Prometheus.
    static let ofProbes = [
        "cipher", "fingerprint_sha256", "instance", "issuer", "job", "le", "outcome", "phase", "quantile", "reason",
        "serialnumber", "subject", "subjectalternative", "version",
    ]

    /// Whether every version of Prometheus accepts the name.
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                    true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): index > 0
                default: false
                }
            }
    }
}
