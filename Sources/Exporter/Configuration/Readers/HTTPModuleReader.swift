/// Reads the `http` part of a module.
struct HTTPModuleReader {
    /// A bundle of all public roots has some 250 KB.
    static let caFileLimit = 16 << 20

    let warnings: ProblemLog

    /// What could be read; the rest is reported and keeps its default.
    func read(_ field: Field) -> HTTPModule {
        var http = HTTPModule()
        guard let section = Section(field, keys: HTTPKey.self) else { return http }
        if let method = section[.method].flatMap(method) { http.method = method }
        http.headers = section[.headers].map(headers) ?? []
        http.validStatusCodes = section[.validStatusCodes]?.items().compactMap { $0.integer(in: 100...599) } ?? []
        http.failIfBodyMatches = section[.failIfBodyMatches]?.items().compactMap(pattern) ?? []
        http.failIfBodyNotMatches = section[.failIfBodyNotMatches]?.items().compactMap(pattern) ?? []
        if let follow = section[.followRedirects]?.flag() { http.followRedirects = follow }
        if let deprecated = section[.noFollowRedirects], let refuse = deprecated.flag() {
            http.followRedirects = !refuse
            warnings.report(
                line: deprecated.line, path: deprecated.path,
                "deprecated, and wins over follow_redirects (write follow_redirects: \(!refuse))")
        }
        if let tls = section[.tls] { http.tls = self.tls(tls) }
        return http
    }

    private func method(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard text.utf8.allSatisfy(Self.isTokenByte) else {
            field.report("\(Quoted.value(text)) is not an HTTP method")
            return nil
        }
        return text
    }

    /// No message about headers shows a value: it may be a credential, and in a malformed file even the name may be.
    private func headers(_ field: Field) -> [HTTPModule.Header] {
        var firstLines: [String: Int] = [:]
        return (field.entries() ?? []).compactMap { name, line, value in
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
                let start = String(decoding: name.utf8.prefix(while: Self.isTokenByte), as: UTF8.self)
                field.log.report(
                    line: line, path: field.path,
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

    private func pattern(_ field: Field) -> Pattern? {
        guard let text = field.text() else { return nil }
        do {
            return try Pattern(text)
        } catch {
            field.report("\(Quoted.value(text)) is not a regular expression of RE2: \(Quoted.oneLine(error.message))")
            return nil
        }
    }

    private func tls(_ field: Field) -> TLSOptions {
        var options = TLSOptions()
        guard let section = Section(field, keys: TLSKey.self) else { return options }
        if let skip = section[.insecureSkipVerify]?.flag() { options.insecureSkipVerify = skip }
        options.serverName = section[.serverName]?.text()
        options.caFile = section[.caFile].flatMap(caFile)
        return options
    }

    /// Looked at now, so that a wrong path stops the start and not every probe.
    private func caFile(_ field: Field) -> String? {
        guard let path = field.text() else { return nil }
        do {
            let bytes = try BoundedFile.read(path, limit: Self.caFileLimit)
            guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
                field.report("\(Quoted.value(path)) has no certificate in PEM form")
                return nil
            }
            return path
        } catch {
            field.report("\(Quoted.value(path)) cannot be read: \(error.reason)")
            return nil
        }
    }

    /// RFC 9110, section 5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
