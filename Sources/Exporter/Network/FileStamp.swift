import Foundation

/// Tells that a file is not the one it was, without reading it.
struct FileStamp: Sendable, Equatable {
    private var size: UInt64
    private var modified: Date
    private var inode: UInt64

    /// Of the file behind a link, as volumes of containers change the link; nil where there is none. Blocks on the file
    /// system.
    init?(path: String) {
        let real = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: real) else { return nil }
        size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
        modified = attributes[.modificationDate] as? Date ?? .distantPast
        inode = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
    }
}
