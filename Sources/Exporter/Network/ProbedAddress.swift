import Foundation
import NIOCore

extension ProbedAddress {
    /// Nil for what is not an internet address.
    init?(_ address: SocketAddress) {
        guard let ip = address.ipAddress, let port = address.port else { return nil }
        let isFour = address.protocol == .inet
        // Through the text, because the fields of C's address structs belong to whichever module imported them first.
        var bytes = [UInt8](repeating: 0, count: isFour ? 4 : 16)
        guard inet_pton(isFour ? AF_INET : AF_INET6, ip, &bytes) == 1 else { return nil }
        // http://www.isthe.com/chongo/tech/comp/fnv/: the 32-bit offset basis and prime.
        let hash = bytes.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        self.init(
            ipProtocol: isFour ? 4 : 6, hash: hash, text: isFour ? "\(ip):\(port)" : "[\(ip)]:\(port)")
    }
}
