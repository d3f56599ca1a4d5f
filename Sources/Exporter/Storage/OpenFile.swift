import CNinesFile

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a call of the system answered.
struct SystemError: Error, Equatable, CustomStringConvertible {
    let code: Int32

    /// The answer to the call that this thread made last.
    static var last: SystemError { SystemError(code: errno) }

    /// No room, or a disk that fails: it may pass, and nobody has to change a setting.
    var mayPass: Bool { [ENOSPC, EDQUOT, EIO].contains(code) }

    var description: String { String(cString: strerror(code)) }
}

/// A file that is open until the last reference has gone.
///
/// It is made of a descriptor that exists, by an initializer that cannot fail. One that throws after its last property
/// is set runs `deinit` too: what it closed itself would be closed again, and may by then be another thread's file.
final class OpenFile: Sendable {
    let descriptor: Int32
    private let closing: @Sendable (Int32) -> Void

    /// - Parameter closing: for tests that count.
    private init(_ descriptor: Int32, closing: @escaping @Sendable (Int32) -> Void) {
        self.descriptor = descriptor
        self.closing = closing
    }

    /// Opens or, with `O_CREAT`, makes the file. Programs that this one starts do not get it. Blocks.
    static func at(
        _ path: String, _ flags: Int32, closing: @escaping @Sendable (Int32) -> Void = { _ = close($0) }
    ) throws(SystemError) -> OpenFile {
        let descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .last }
        return OpenFile(descriptor, closing: closing)
    }

    deinit { closing(descriptor) }

    /// Nil when the system does not say.
    var identity: FileIdentity? {
        var status = nines_file_status()
        return nines_file_status_of_descriptor(descriptor, &status) == 0 ? FileIdentity(status) : nil
    }

    /// Bytes of the file at the path; 0 when there is none, or it cannot be looked at.
    static func size(of path: String) -> Int {
        var status = nines_file_status()
        return nines_file_status_of_path(path, &status) == 0 ? Int(status.size) : 0
    }

    /// The first bytes, at most so many; fewer where the file is shorter or cannot be read.
    func prefix(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { bytes, read in
            read = max(pread(descriptor, bytes.baseAddress, count, 0), 0)
        }
    }
}

/// Which file it is, whatever its name. Its size is no part of that.
struct FileIdentity: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64

    fileprivate init(_ status: nines_file_status) {
        device = status.device
        inode = status.inode
    }

    /// Nil when there is no such file, or it cannot be looked at.
    init?(path: String) {
        var status = nines_file_status()
        guard nines_file_status_of_path(path, &status) == 0 else { return nil }
        self.init(status)
    }
}
