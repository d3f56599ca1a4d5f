/// The mapping `oauth2` of a module: Prometheus' grammar for the grant of client credentials.
enum OAuth2Keys: SectionKeys {
    static let clientID = Key("client_id", .text, "Who asks for the token.", required: true)
    static let clientSecret = SecretKey("client_secret", "What proves it.", required: true)
    static let tokenURL = Key("token_url", .tokenURL, "Where tokens are issued.", required: true)
    static let scopes = Key("scopes", .list(.text), "What the token shall be good for.")
    static let endpointParams = Key(
        "endpoint_params", .tokenParameters, "Further fields of the request for a token; never shown.")
    static let tls = Key(
        "tls_config", .tokenTLS, "How the token server's certificate is verified, whatever the target's.")

    static let keys: [any AnyKey] =
        [clientID] + clientSecret.keys + [tokenURL, scopes, endpointParams, tls]
    static let conditions = [clientSecret.condition]
    static let blackboxKeys = [
        "audience", "claims", "client_certificate_key", "client_certificate_key_file", "client_certificate_key_id",
        "client_certificate_key_ref", "client_secret_ref", "grant_type", "iss", "no_proxy", "proxy_connect_header",
        "proxy_from_environment", "proxy_url", "signature_algorithm",
    ]
}
