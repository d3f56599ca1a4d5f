/// How a target is probed: one entry of `modules`, in blackbox_exporter's grammar.
struct Module: Sendable, Equatable {
    var name: String
    /// The longest a probe may take, redirects included. Nil where the file sets none: `Target` then derives it from
    /// the interval.
    var timeout: Duration?
    var http = HTTPModule()

    /// The part that says what is checked, by prober.
    var settings: ProbeSettings { .http(http) }

    /// The module a target gets that names none: `http_2xx`, as blackbox_exporter ships it.
    static let http2xx = Module(name: "http_2xx")
}

/// What each prober checks.
enum ProbeSettings: Sendable, Equatable {
    case http(HTTPModule)
}

/// The `http` part of a module. Defaults are blackbox_exporter's.
struct HTTPModule: Sendable, Equatable {
    /// Its value is not printed where the name says that it is a secret.
    struct Header: Sendable, Equatable, CustomStringConvertible {
        var name: String
        private var content: Secret

        init(name: String, value: String) {
            self.name = name
            content = Secret(value)
        }

        var value: String {
            get { content.reveal() }
            set { content = Secret(newValue) }
        }

        var isSecret: Bool { Self.secretNames.contains(name.lowercased()) }

        var description: String { "\(name): \(isSecret ? Secret.shown : value)" }

        /// In lower case.
        static let secretNames: Set<String> = [
            "authorization", "cookie", "proxy-authorization", "x-api-key", "api-key", "apikey", "x-auth-token",
            "x-access-token", "x-amz-security-token", "x-csrf-token", "x-gitlab-token", "private-token",
            "x-vault-token", "dd-api-key",
        ]
    }

    var method = "GET"
    /// Sent in this order. `Host` replaces the default host header.
    var headers: [Header] = []
    /// Accepted status codes; empty accepts 200 to 299.
    var validStatusCodes: [Int] = []
    /// The body must match none of these.
    var failIfBodyMatches: [Pattern] = []
    /// The body must match every one of these.
    var failIfBodyNotMatches: [Pattern] = []
    var followRedirects = true
    /// Which addresses of the URL's host are probed, and of those that redirects lead to.
    var addresses = AddressPreference()
    /// Where the access token comes from that is sent along, if one is.
    var oauth2: OAuth2Settings?
    var tls = TLSOptions()

    /// Whether the body has to be kept to be judged; otherwise it is read and dropped.
    var judgesBody: Bool { !failIfBodyMatches.isEmpty || !failIfBodyNotMatches.isEmpty }
}
