#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keeps a second exporter from writing to the same state: two that count the same events would spend a budget twice.
///
/// A lock on a file beside the database, which the system gives back when the process ends in whatever way. SQLite's
/// own locks would keep readers out too.
final class StateLock: Sendable {
    private let descriptor: Int32

    /// - Throws: of kind `locked` when another process, or another lock of this one, has it.
    init(path: String) throws(StateFileError) {
        descriptor = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw StateFileError(
                path: path, kind: .unusable,
                reason: "its lock \(path).lock cannot be made: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            _ = close(descriptor)
            throw StateFileError(
                path: path, kind: isTaken ? .locked : .unusable,
                reason: isTaken ? "another process has locked the file" : "cannot be locked: \(reason)")
        }
    }

    deinit { _ = close(descriptor) }
}
