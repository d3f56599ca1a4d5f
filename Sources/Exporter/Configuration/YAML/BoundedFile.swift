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

/// The text of a file that ought to be YAML.
enum ConfigurationText {
    /// - Parameter limit: in bytes.
    /// - Throws: one problem when the file cannot be read, is too large or is not UTF-8. Blocks on the file system.
    static func load(_ file: String, limit: Int) throws(ConfigurationError) -> String {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(file, limit: limit)
        } catch {
            throw ConfigurationError(
                problems: [ConfigurationProblem(file: file, message: "cannot be read: \(error.reason)")])
        }
        return try text(bytes, file: file)
    }

    /// - Throws: one problem when the bytes are not UTF-8.
    static func text(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = 1 + firstInvalidPrefix(bytes).count { $0 == UInt8(ascii: "\n") }
            throw ConfigurationError(problems: [ConfigurationProblem(file: file, line: line, message: "not UTF-8")])
        }
        return text
    }

    /// What stands before the first byte that is no UTF-8.
    private static func firstInvalidPrefix(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var decoder = UTF8()
        var rest = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&rest) { valid += UTF8.width(scalar) }
        return bytes.prefix(valid)
    }
}
