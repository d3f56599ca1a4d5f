extension HTTPModule {
    /// What could be read; the rest is reported and keeps its default.
    init(_ section: Section<HTTPKeys>) {
        self.init()
        if let method = section[HTTPKeys.method] { self.method = method }
        headers = section[HTTPKeys.headers] ?? []
        validStatusCodes = section[HTTPKeys.validStatusCodes] ?? []
        failIfBodyMatches = section[HTTPKeys.failIfBodyMatches] ?? []
        failIfBodyNotMatches = section[HTTPKeys.failIfBodyNotMatches] ?? []
        followRedirects = section[HTTPKeys.followRedirects] ?? true
        if let refuse = section[HTTPKeys.noFollowRedirects] { followRedirects = !refuse }
        addresses = AddressPreference(section)
        oauth2 = section[HTTPKeys.oauth2].flatMap { OAuth2Settings($0) }
        if let tls = section[HTTPKeys.tls] { self.tls = TLSOptions(tls) }
    }

    /// RFC 9110, section 5.6.2.
    fileprivate static let token = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"

    fileprivate static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension AddressPreference {
    /// As in blackbox_exporter once the file says anything about families: IPv6 first.
    fileprivate init(_ section: Section<HTTPKeys>) {
        all = section[HTTPKeys.addresses] == .all
        fallback = section[HTTPKeys.ipProtocolFallback] ?? true
        preferred = section[HTTPKeys.preferredIPProtocol]
        if section.field(HTTPKeys.ipProtocolFallback) != nil { preferred = preferred ?? .ip6 }
    }
}

/// The values of `addresses`.
enum AddressScope: String, CaseIterable {
    case one, all
}

extension Section<HTTPKeys> {
    /// Of what is read as blackbox_exporter reads it, and may mean something else than it says.
    func warn(_ warnings: ProblemLog) {
        if let family = field(HTTPKeys.preferredIPProtocol), let text = family.scalar,
            !text.isEmpty, AddressPreference.Family(rawValue: text) == nil
        {
            family.warn(
                warnings, "\(Quoted.value(text)) means ip4, as all but ip6 does in blackbox_exporter (write ip4 or ip6)"
            )
        }
        if field(HTTPKeys.oauth2) != nil,
            self[HTTPKeys.headers]?.contains(where: { $0.name.lowercased() == "authorization" }) == true
        {
            field(HTTPKeys.headers)?.warn(warnings, "Authorization is not sent: oauth2 sends its token there")
        }
        guard let refuse = self[HTTPKeys.noFollowRedirects] else { return }
        field(HTTPKeys.noFollowRedirects)?.warn(
            warnings, "deprecated, and wins over follow_redirects (write follow_redirects: \(!refuse))")
    }
}

extension TLSOptions {
    init(_ section: Section<TLSKeys>) {
        self.init(
            insecureSkipVerify: section[TLSKeys.insecureSkipVerify] ?? false, caFile: section[TLSKeys.caFile],
            serverName: section[TLSKeys.serverName], identity: Identity(section))
    }
}

extension TLSOptions.Identity {
    fileprivate init?(_ section: Section<TLSKeys>) {
        guard let certificate = section[TLSKeys.certificateFile], let key = section[TLSKeys.keyFile] else { return nil }
        self.init(certificateFile: certificate, keyFile: key)
    }
}

extension ValueGrammar where Value == Section<TLSKeys> {
    /// Tried now, so that two files that are not one another's stop the start and not every probe.
    static var tls: Self {
        let section = Self.section(TLSKeys.self)
        return Self(section.rule, write: section.write, merge: section.merge) { field in
            let read = section.read(field)
            if let read, let identity = TLSOptions.Identity(read), let problem = ClientIdentity.problem(with: identity)
            {
                read.field(TLSKeys.keyFile)?.report(Quoted.oneLine(problem))
            }
            return read
        }
    }
}

extension ValueGrammar where Value == String {
    static var httpMethod: Self { Self(.text(pattern: HTTPModule.token), write: YAMLNode.text) { $0.httpMethod() } }
    /// The path of a file with a block of this kind in it.
    static func pemFile(_ kind: String) -> Self {
        Self(.text(), write: YAMLNode.text) { $0.pemFile(kind) }
    }
}

extension ValueGrammar where Value == AddressPreference.Family {
    /// As blackbox_exporter reads it, which takes anything.
    static var ipProtocol: Self {
        Self(
            .either(.choice(["ip4", "ip6"]), .text(mayBeEmpty: true)), write: { .text($0.rawValue) }
        ) { field in
            field.text(mayBeEmpty: true).map { $0.isEmpty || $0 == "ip6" ? .ip6 : .ip4 }
        }
    }
}

extension ValueGrammar where Value == Pattern {
    /// A regular expression of RE2.
    static var pattern: Self { Self(.text(), write: { .text($0.description) }) { $0.literal.pattern() } }
}

extension ValueGrammar where Value == [HTTPModule.Header] {
    static var headers: Self {
        Self(
            .names(NameRule(pattern: HTTPModule.token), .text(mayBeEmpty: true)),
            write: { headers in .texts(headers.map { ($0.name, $0.isSecret ? Secret.shown : $0.value) }) },
            merge: { headers, base in
                let names = Set(headers.map { $0.name.lowercased() })
                return base.filter { !names.contains($0.name.lowercased()) } + headers
            }
        ) { $0.headers() }
    }
}

extension Field {
    /// A bundle of all public roots has some 250 KB.
    private static let pemFileLimit = 16 << 20

    fileprivate func httpMethod() -> String? {
        guard let text = text() else { return nil }
        guard text.utf8.allSatisfy(HTTPModule.isTokenByte) else {
            report("\(Quoted.value(text)) is not an HTTP method")
            return nil
        }
        return text
    }

    /// No message about headers shows a value: it may be a credential, and in a malformed file even the name may be.
    fileprivate func headers() -> [HTTPModule.Header]? {
        var firstLines: [String: Int] = [:]
        return entries()?.compactMap { name, line, value in
            guard !name.isEmpty, name.utf8.allSatisfy(HTTPModule.isTokenByte) else {
                let start = String(decoding: name.utf8.prefix(while: HTTPModule.isTokenByte), as: UTF8.self)
                log.report(
                    line: line, path: path,
                    "\(Quoted.value(start + "…")) is not a header name (letters, digits and !#$%&'*+-.^_`|~)")
                return nil
            }
            if let first = firstLines.updateValue(line, forKey: name.lowercased()) {
                value.log.report(line: line, path: value.path, "the same header is set on line \(first)")
            }
            guard let text = value.text(mayBeEmpty: true) else { return nil }
            guard text.unicodeScalars.allSatisfy({ $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F) }) else {
                value.report("the value (not shown) has a line break or another control character")
                return nil
            }
            return HTTPModule.Header(name: name, value: text)
        }
    }

    fileprivate func pattern() -> Pattern? {
        guard let text = text() else { return nil }
        do {
            return try Pattern(text)
        } catch {
            report("\(Quoted.value(text)) is not a regular expression of RE2: \(Quoted.oneLine(error.message))")
            return nil
        }
    }

    /// Looked at now, so that a wrong path stops the start and not every probe.
    fileprivate func pemFile(_ kind: String) -> String? {
        guard let path = filePath() else { return nil }
        do {
            let bytes = try BoundedFile.read(path, limit: Self.pemFileLimit)
            log.note(path, bytes)
            // Keys have their algorithm in between: BEGIN EC PRIVATE KEY.
            let isThere = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).contains {
                $0.hasPrefix("-----BEGIN ") && $0.contains("\(kind)-----")
            }
            guard isThere else {
                report("\(Quoted.value(path)) has no \(kind.lowercased()) in PEM form")
                return nil
            }
            return path
        } catch {
            report("\(Quoted.value(path)) cannot be read: \(error.reason)")
            return nil
        }
    }
}
