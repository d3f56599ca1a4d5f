#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A client of a loopback port that says exactly what a test has it say. Closed with its last reference.
///
/// Blocks, so it is used from threads that servers under test do not need.
package final class RawClient: Sendable {
    /// Nobody listens, or the connection is gone.
    package struct Failure: Error {}

    private let descriptor: Int32

    /// - Parameter receiveBuffer: of the system, in bytes: a small one has a long answer wait at the server.
    package init(port: Int, receiveBuffer: Int32? = nil) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        descriptor = socket(AF_INET, stream, 0)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        // Ends a test that would hang; nothing takes as long.
        // A timeval, whose fields the compiler takes for another module's.
        var limit = (seconds: 60, microseconds: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure() }
    }

    deinit { close(descriptor) }

    package func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        #if os(Linux)
            let flags = Int32(0x4000)
        #else
            let flags: Int32 = 0
        #endif
        #if canImport(Glibc)
            let count = Glibc.send(descriptor, bytes, bytes.count, flags)
        #elseif canImport(Musl)
            let count = Musl.send(descriptor, bytes, bytes.count, flags)
        #else
            let count = Darwin.send(descriptor, bytes, bytes.count, flags)
        #endif
        guard count == bytes.count else { throw Failure() }
    }

    /// Up to so many bytes: fewer when the connection ends before, in whichever way.
    package func receive(_ count: Int) -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes[filled...].withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard read > 0 else { break }
            filled += read
        }
        return String(decoding: bytes[..<filled], as: UTF8.self)
    }

    /// All that comes until the server closes the connection.
    package func receiveAll() -> String {
        var text = ""
        while true {
            let piece = receive(65_536)
            text += piece
            if piece.utf8.count < 65_536 { return text }
        }
    }
}
