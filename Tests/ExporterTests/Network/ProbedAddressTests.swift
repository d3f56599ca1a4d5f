import NIOCore
import Testing

@testable import nines

struct ProbedAddressTests {
    /// The hashes are FNV-1a's over the packed address, computed independently.
    @Test(arguments: [
        ("127.0.0.1", 4, 0xdaaf_40ed as UInt32, "127.0.0.1:80"), ("::1", 6, 0x6869_1772, "[::1]:80"),
    ])
    func `an address is described by family, hash and text`(
        _ ip: String, ipProtocol: Int, hash: UInt32, text: String
    ) throws {
        let address = try #require(ProbedAddress(SocketAddress(ipAddress: ip, port: 80)))
        #expect(address == ProbedAddress(ipProtocol: ipProtocol, hash: hash, text: text))
    }
}
