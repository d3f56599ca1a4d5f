extension OAuth2Settings {
    /// Nil where something is missing, which is reported.
    init?(_ section: Section<OAuth2Keys>) {
        guard let clientID = section[OAuth2Keys.clientID], let secret = section[OAuth2Keys.clientSecret],
            let url = section[OAuth2Keys.tokenURL]
        else { return nil }
        self.init(
            clientID: clientID, clientSecret: secret, tokenURL: url, scopes: section[OAuth2Keys.scopes] ?? [],
            parameters: section[OAuth2Keys.endpointParams] ?? [],
            tls: section[OAuth2Keys.tls].map { TLSOptions($0) } ?? TLSOptions())
    }

    /// Fields of the request that other keys stand for.
    fileprivate static let ownFields = ["client_id", "client_secret", "scope"]
}

extension ValueGrammar where Value == HTTPURL {
    static var tokenURL: Self {
        Self(.text(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://"), write: { .text($0.description) }) { $0.tokenURL() }
    }
}

extension ValueGrammar where Value == [OAuth2Settings.Parameter] {
    static var tokenParameters: Self {
        Self(
            .names(NameRule(pattern: "^[!-~]+$", reserved: OAuth2Settings.ownFields), .text(mayBeEmpty: true)),
            write: { parameters in .texts(parameters.map { ($0.name, Secret.shown) }) },
            merge: { parameters, base in
                base.filter { other in !parameters.contains { $0.name == other.name } } + parameters
            }
        ) { $0.tokenParameters() }
    }
}

extension ValueGrammar where Value == Section<TLSKeys> {
    /// As a module's, for a client that verifies the name in the URL.
    static var tokenTLS: Self {
        let tls = Self.tls
        return Self(tls.rule, write: tls.write, merge: tls.merge) { field in
            let section = tls.read(field)
            section?.field(TLSKeys.serverName)?.report("not supported for token servers (the URL's host is verified)")
            return section
        }
    }
}

extension Field {
    fileprivate func tokenURL() -> HTTPURL? {
        guard let text = text() else { return nil }
        do {
            let url = try HTTPURL(text)
            guard url.userInformation == nil else {
                report("credentials in a URL (not shown) are not sent (write client_id and client_secret)")
                return nil
            }
            if let problem = HostForm(url.host).problem(with: url.host) {
                report("\(Quoted.value(text)) is not the URL of a token server: \(problem)")
                return nil
            }
            return url
        } catch {
            report(
                text.contains("@")
                    ? "not a URL (not shown: it may hold a password)"
                    : "\(Quoted.value(text)) is not a URL: \(Quoted.oneLine(error.description))")
            return nil
        }
    }

    fileprivate func tokenParameters() -> [OAuth2Settings.Parameter]? {
        entries()?.compactMap { name, line, value in
            if OAuth2Settings.ownFields.contains(name) {
                log.report(line: line, path: value.path, "is sent already (write \(name == "scope" ? "scopes" : name))")
                return nil
            }
            guard !name.isEmpty, name.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
                log.report(line: line, path: path, "\(Quoted.value(name)) is not the name of a field (visible ASCII)")
                return nil
            }
            return value.text(mayBeEmpty: true).map { OAuth2Settings.Parameter(name: name, value: Secret($0)) }
        }
    }
}
