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
struct StateLock: Sendable {
    private let file: OpenFile
    private let path: String

    /// - Parameter closing: for tests that count.
    /// - Throws: of kind `locked` when another process, or another lock of this one, has it.
    init(
        path: String, closing: @escaping @Sendable (Int32) -> Void = { _ = close($0) }
    ) throws(StateFileError) {
        self.path = path + ".lock"
        do throws(SystemError) {
            file = try OpenFile.at(path + ".lock", O_CREAT | O_RDWR, closing: closing)
        } catch {
            throw StateFileError(
                path: path, kind: error.mayPass ? .failing : .unusable,
                reason: "its lock \(path).lock cannot be made: \(error)")
        }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 else { return }
        let error = SystemError.last
        let isTaken = error.code == EWOULDBLOCK
        throw StateFileError(
            path: path, kind: isTaken ? .locked : .unusable,
            reason: isTaken ? "another process has locked the file" : "cannot be locked: \(error)")
    }

    /// Whether whoever comes next finds this lock: not once its file was removed, or its folder.
    var isInPlace: Bool {
        guard let there = FileIdentity(path: path) else { return false }
        return there == file.identity
    }
}
