/// What a probe reads at most, so that no target decides how much memory the exporter uses.
struct ProbeLimits: Sendable {
    /// Bytes of body that are read before the probe fails with `body_size`. They are counted, not kept: the bound is
    /// on the target's time and traffic.
    var body = 16 << 20
    /// Bytes of body that are kept and matched against patterns. Only modules with patterns keep any; a page that says
    /// whether a service is well says so in far less, and a thousand such probes at once still fit a small machine.
    var judgedBody = 1 << 20
    /// Bytes until the response's head is complete, informational responses included. Browsers and curl accept about
    /// as much (256 to 300 KiB).
    var head = 256 << 10
}
