import Foundation
import NinesMetrics
import Testing

@testable import nines

@Suite struct StateLockTests {
    private let folder: StateFolder

    init() throws { folder = try StateFolder() }

    /// A second close of the same number would be of whatever was opened in between.
    @Test func `a lock that is refused closes its descriptor once`() throws {
        let first = try StateLock(path: folder.path)
        let closed = Lock([Int32]())
        let between = Lock([Int32]())
        let error = #expect(throws: StateFileError.self) {
            try StateLock(path: folder.path) { descriptor in
                close(descriptor)
                closed.withLock { $0.append(descriptor) }
                // The system gives the lowest number that is free, so another file has it now.
                between.withLock { $0.append(open("/dev/null", O_RDONLY | O_CLOEXEC)) }
            }
        }
        #expect(error?.kind == .locked)
        #expect(closed.withLock(\.count) == 1)
        for descriptor in between.withLock({ $0 }) {
            #expect(fcntl(descriptor, F_GETFD) != -1)
            close(descriptor)
        }
        withExtendedLifetime(first) {}
    }

    @Test func `a lock that cannot be made closes nothing`() throws {
        let closed = Lock(0)
        let error = #expect(throws: StateFileError.self) {
            try StateLock(path: folder.path + "/missing/nines.db") { _ in closed.withLock { $0 += 1 } }
        }
        #expect(error?.kind == .unusable)
        #expect(closed.withLock { $0 } == 0)
    }

    @Test func `a lock is closed with its last copy`() throws {
        let closed = Lock(0)
        var lock: StateLock? = try StateLock(path: folder.path) { descriptor in
            close(descriptor)
            closed.withLock { $0 += 1 }
        }
        let copy = lock
        lock = nil
        #expect(closed.withLock { $0 } == 0)
        withExtendedLifetime(copy) {}
        _ = consume copy
        #expect(closed.withLock { $0 } == 1)
        _ = try StateLock(path: folder.path)
    }

    @Test func `a lock whose file was removed or replaced is not in place`() throws {
        let lock = try StateLock(path: folder.path)
        #expect(lock.isInPlace)
        try FileManager.default.moveItem(atPath: folder.path + ".lock", toPath: folder.path + ".other")
        #expect(!lock.isInPlace)
        try Data().write(to: URL(filePath: folder.path + ".lock"))
        #expect(!lock.isInPlace)
    }
}
