import NIOCore

/// What a client of the web server may take of time, bytes and descriptors, so that no number of clients, slow, stuck
/// or hostile, takes from the probes what they need.
///
/// Times are by the clock of the connection's event loop.
struct WebLimits: Sendable, Equatable {
    /// Open connections; the next client is answered 503 and closed. A handful of scrapers and a room of people need
    /// a tenth of these; `DescriptorBudget` lowers it where descriptors are few.
    var connections = 256
    /// From a connection's start, or from the first byte of a later request, to the end of the request's head.
    var headTime = TimeAmount.seconds(10)
    /// From the end of a request's head to that of its body.
    var bodyTime = TimeAmount.seconds(10)
    /// For how long a client that is being answered may take no byte.
    var stallTime = TimeAmount.seconds(30)
    /// From an answer's first byte to its last, however steadily it is taken. Prometheus gives up earlier itself.
    var answerTime = TimeAmount.seconds(120)
    /// Between two requests: longer than usual scrape intervals, so that scrapers keep their connections.
    var idleTime = TimeAmount.seconds(150)
    /// For how long a refused client may go on sending before it is cut off: closed at once, it would be told of a
    /// reset connection instead of the refusal.
    var lingerTime = TimeAmount.seconds(1)
    /// How long answers that are under way at shutdown may take.
    var drainTime = Duration.seconds(3)
    /// Bytes of a request's head.
    var headBytes = 16_384
    var headerFields = 100
    /// Bytes of the body of a request that may have one.
    var bodyBytes = 65_536
    /// Bytes of a body where none has a meaning, as with GET: some clients send one all the same.
    var meaninglessBodyBytes = 4_096
}
