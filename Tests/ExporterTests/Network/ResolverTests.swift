import NIOCore
import NIOPosix
import Testing

@testable import nines

struct ResolverTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.any()

    @Test func `localhost is a loopback address`() async throws {
        let addresses = try await SystemResolver().addresses(of: "localhost", on: loop).get()
        #expect(addresses.contains { $0.ipAddress == "127.0.0.1" || $0.ipAddress == "::1" })
    }

    @Test func `a name of the invalid domain fails with the C library's words`() async throws {
        let answer = SystemResolver().addresses(of: "nines.invalid", on: loop)
        let failure = await #expect(throws: ResolutionFailure.self) { try await answer.get() }
        #expect(failure?.description.isEmpty == false)
    }

    @Test func `callers of the same name share a look-up and each get the answer`() async throws {
        let resolver = SystemResolver()
        let answers = (0..<200).map { _ in resolver.addresses(of: "localhost", on: loop) }
        let all = try await EventLoopFuture.whenAllSucceed(answers, on: loop).get()
        #expect(all.count == 200)
        #expect(all.allSatisfy { !$0.isEmpty })
    }

    @Test(arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("localhost", nil), ("1.example", nil), ("", nil)])
    func `literals need no look-up`(_ host: String, address: String?) {
        #expect(SystemResolver.literal(host)?.ipAddress == address)
    }

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
