/// Where a module's access token comes from: the grant of client credentials (RFC 6749, section 4.4), in the grammar of
/// Prometheus' `oauth2`.
struct OAuth2Settings: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        var name: String
        /// As secret as the client's: some servers want a password here.
        var value: Secret
    }

    var clientID: String
    var clientSecret: Secret
    var tokenURL: HTTPURL
    var scopes: [String] = []
    /// Further fields of the request, by name.
    var parameters: [Parameter] = []
    /// Of the connection to the token server, whatever the target's are.
    var tls = TLSOptions()
}

/// What a token server issued.
struct AccessToken: Sendable, Equatable {
    var value: Secret
    /// From its arrival on; nil where the server does not say.
    var lifetime: Duration?
}

/// Why there is no token: a sentence, in which no secret stands.
struct TokenFailure: Error, Equatable {
    var message: String
}
