/// How TLS is spoken and what is verified of a server's certificate: `tls_config`.
struct TLSOptions: Sendable, Equatable, Hashable {
    /// Accepts any certificate. The probe then says nothing about the target's identity.
    var insecureSkipVerify = false
    /// A PEM file of trusted roots instead of the system's.
    var caFile: String?
    /// The name to send (SNI) and verify instead of the URL's host.
    var serverName: String?
    /// What this side shows of itself where the server asks for it.
    var identity: Identity?

    /// The PEM files of a client's certificate, with those that lead to its root behind it, and of its key.
    struct Identity: Sendable, Equatable, Hashable {
        var certificateFile: String
        var keyFile: String
    }
}
