#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads whole files that ought to be small, so that a wrong path (a device, a disk image) cannot take all memory.
enum BoundedFile {
    struct Unreadable: Error, Equatable {
        /// The system's sentence, such as `No such file or directory`.
        let reason: String
    }

    /// - Parameter limit: in bytes.
    /// - Throws: when the file cannot be opened or read, or has more than `limit` bytes. Blocks.
    static func read(_ path: String, limit: Int) throws(Unreadable) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError() }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = chunk.withUnsafeMutableBytes { platformRead(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw systemError() }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else { throw Unreadable(reason: "larger than \(limit) bytes") }
        }
    }

    /// Safe: the kernel writes at most `count` bytes to the buffer, which outlives the call.
    private static func platformRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func systemError() -> Unreadable {
        Unreadable(reason: String(cString: strerror(errno)))
    }
}
