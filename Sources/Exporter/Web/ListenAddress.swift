/// Where the web server listens: `host:port`, with an IPv6 host in brackets.
struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    var host: String
    /// 0 lets the system choose.
    var port: Int

    static let `default` = ListenAddress(host: "127.0.0.1", port: 9919)

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Nil unless `text` is `host:port`, `:port` (every address) or `[v6]:port` with a port of 0 to 65535.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Port.number(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard
            host.unicodeScalars.allSatisfy({
                $0.value > 0x20 && $0.value < 0x7F && !"/@[]?#".unicodeScalars.contains($0)
            })
        else { return nil }
        self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// TCP port numbers as text.
enum Port {
    /// Nil unless `text` is one to five decimal digits that make at most 65535. A sign, which `Int` would accept, is no
    /// part of a port.
    static func number(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(text), port <= 65535
        else { return nil }
        return port
    }
}
