/// How the bytes of an answer are packed: what an `Accept-Encoding` header asks for. The transport packs them.
///
/// More may be added: compare with the constants, with a default for others.
public struct ContentEncoding: Sendable, Hashable {
    /// The word in the headers `Accept-Encoding` and `Content-Encoding`.
    public let rawValue: String

    private init(_ word: String) { rawValue = word }

    /// As they are.
    public static let identity = ContentEncoding("identity")
    /// As a gzip stream (RFC 1952), the one compression that Prometheus asks for.
    public static let gzip = ContentEncoding("gzip")

    /// What to answer a request with that has this `Accept-Encoding` header (RFC 9110, 12.5.3); several such headers
    /// are joined with commas.
    ///
    /// The higher weight wins, and gzip among equals. A client without the header, or that names other encodings alone,
    /// gets `identity`. One that refuses `identity` gets gzip unless it refuses that too: then nothing is right, and
    /// `identity` can at least be read. Malformed elements are ignored. Linear in the header's length.
    public static func negotiate(acceptEncoding: String?) -> ContentEncoding {
        var weights: [String: Int] = [:]
        for element in WeightedElement.parse(acceptEncoding ?? "") {
            guard let coding = WeightedElement.lowerCaseToken(element.subject) else { continue }
            // RFC 9110, 8.4.1.3: `x-gzip` is the same.
            let name = coding == "x-gzip" ? "gzip" : coding
            if weights[name] == nil { weights[name] = element.weight }
        }
        let others = weights["*"]
        let identity = weights["identity"] ?? others
        let gzip = weights["gzip"] ?? others
        switch (gzip, identity) {
        case (0?, _): return .identity
        case (let gzip?, let identity?): return gzip >= identity ? .gzip : .identity
        case (_?, nil), (nil, 0?): return .gzip
        case (nil, _): return .identity
        }
    }
}
