/// What a probe reads at most, so that no target decides how much memory the exporter uses.
struct ProbeLimits: Sendable {
    /// Bytes of body that are read before the probe fails with `body_size`. They are counted, not kept: the bound is
    /// on the target's time and traffic.
    var body = 16 << 20
    /// The same for modules with patterns, which have to keep the body until it is complete. A page that says whether a
    /// service is well says so in far less.
    var judgedBody = 4 << 20
    /// Bytes until the response's head is complete, informational responses included. Browsers and curl accept about
    /// as much (256 to 300 KiB).
    var head = 256 << 10
    /// How long a target that said it would close a connection may take to. Servers do within a round trip.
    var goodbye = Duration.milliseconds(100)
    /// Bytes that are read meanwhile, of the body of a redirect.
    var rest = 64 << 10
}
