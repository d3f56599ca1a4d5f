import CNinesFile
import Foundation

/// What the file system says of a file or a folder without reading it. While that is the same, so is what is in it.
struct FileStamp: Sendable, Equatable {
    private let device: UInt64
    private let inode: UInt64
    private let size: Int64
    private let seconds: Int64
    private let nanoseconds: Int64
    /// Whether it was changed so long before it was looked at that another change would have another time: file systems
    /// count in steps of some milliseconds, some of two seconds.
    private(set) var isSettled: Bool

    private static let longestStep = 3.0

    /// Of what a path leads to, through links: volumes of containers change the link. Nil when there is nothing, or
    /// nothing that may be looked at. Blocks on the file system.
    init?(_ path: String) {
        var status = nines_file_status()
        guard nines_file_status_of_path(path, &status) == 0 else { return nil }
        (device, inode, size) = (status.device, status.inode, status.size)
        (seconds, nanoseconds) = (status.modified_seconds, status.modified_nanoseconds)
        isSettled = Date().timeIntervalSince1970 - Double(seconds) > Self.longestStep
    }

    /// Of a file system that counts changes.
    init(change: UInt64, isSettled: Bool = true) {
        (device, inode, size) = (0, change, 0)
        (seconds, nanoseconds) = (0, 0)
        self.isSettled = isSettled
    }

    /// Whether what was there at the other look is surely there still.
    func isSurelyUnchanged(since other: FileStamp?) -> Bool {
        other?.isSettled == true && isSame(as: other)
    }

    /// Whether nothing tells the two apart but when they were looked at.
    func isSame(as other: FileStamp?) -> Bool {
        guard var other else { return false }
        other.isSettled = isSettled
        return other == self
    }
}
