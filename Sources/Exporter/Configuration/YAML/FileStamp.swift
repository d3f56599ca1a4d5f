import Foundation

/// What the file system says of a file or a folder without reading it. While that is the same, so is what is in it.
struct FileStamp: Sendable, Equatable {
    private let size: UInt64
    private let modified: Date
    private let inode: UInt64
    private let device: UInt64
    /// Whether it was changed so long before it was looked at that another change would have another time: file systems
    /// count in steps of some milliseconds, some of two seconds.
    private(set) var isSettled: Bool

    private static let longestStep = 3.0

    /// Of what a path leads to, through links: volumes of containers change the link. Nil when there is nothing, or
    /// nothing that may be looked at. Blocks on the file system.
    init?(_ path: String) {
        let manager = FileManager.default
        guard var attributes = try? manager.attributesOfItem(atPath: path) else { return nil }
        if attributes[.type] as? FileAttributeType == .typeSymbolicLink {
            let real = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
            guard let found = try? manager.attributesOfItem(atPath: real) else { return nil }
            attributes = found
        }
        func number(_ key: FileAttributeKey) -> UInt64 { (attributes[key] as? NSNumber)?.uint64Value ?? 0 }
        (size, inode, device) = (number(.size), number(.systemFileNumber), number(.systemNumber))
        modified = attributes[.modificationDate] as? Date ?? .distantFuture
        isSettled = Date().timeIntervalSince(modified) > Self.longestStep
    }

    /// Of a file system that counts changes.
    init(change: UInt64, isSettled: Bool = true) {
        (size, inode, device, modified) = (change, 0, 0, .distantPast)
        self.isSettled = isSettled
    }

    /// Whether what was there at the other look is surely there still.
    func isSurelyUnchanged(since other: FileStamp?) -> Bool {
        guard let other, other.isSettled else { return false }
        var same = other
        same.isSettled = isSettled
        return same == self
    }
}
