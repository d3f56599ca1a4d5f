import Foundation

/// Names of hosts in other letters than DNS knows: `bücher.example` is `xn--bcher-kva.example` there.
enum InternationalName {
    /// Longer ones have no form that DNS takes, however short their letters become.
    private static let longest = 1_000

    /// The name as DNS has it; nil where UTS #46 has none for it.
    ///
    /// As browsers and Go's clients make it: letters lower case and composed, `ß` a letter of its own.
    ///
    /// - Parameter name: ASCII in it is letters, digits and `-._~` only: nothing that ends a host in a URL.
    static func ascii(_ name: String) -> String? {
        guard name.utf8.count <= longest, let host = URLComponents(string: "http://\(name)/")?.encodedHost,
            // What Foundation cannot convert it may also encode with per cent signs.
            host.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") })
        else { return nil }
        return host
    }
}
