#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A client that asks for a page, reads the first bytes of the answer, and then nothing, with the connection open.
final class StuckScraper {
    private let descriptor: Int32

    /// - Throws: ``Unexpected`` when nobody listens on the loopback port, or no answer begins.
    init(asking path: String, port: Int) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        descriptor = socket(AF_INET, stream, 0)
        // As little as the system allows, so that the page does not fit between the two.
        var size: Int32 = 2_048
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Unexpected("nobody listens on port \(port)") }
        let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        var head = [UInt8](repeating: 0, count: 15)
        guard request.withCString({ send(descriptor, $0, strlen($0), 0) }) == request.utf8.count,
            recv(descriptor, &head, head.count, Int32(MSG_WAITALL)) == head.count,
            String(decoding: head, as: UTF8.self) == "HTTP/1.1 200 OK"
        else { throw Unexpected("no answer: \(String(decoding: head, as: UTF8.self))") }
    }

    deinit { close(descriptor) }
}
