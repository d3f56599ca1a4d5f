import Foundation
import Logging

extension Persistence {
    /// Files that one process keeps under other names: a disk that damages each of them would be full of them.
    private static let keptAside = 10

    /// Makes a file of everything that the parts have, and puts it in the place of the one that is there.
    ///
    /// It is made beside that one, which keeps its name until the new one is whole: when the disk has no room for it,
    /// or the process ends, a restart finds what can be read of the old one. The engine's counts go into it under the
    /// same name: they are the same counts.
    func begin(_ parts: [any StoredPart], _ contents: inout Contents) throws(StateFileError) {
        try refuseForeignFile()
        let fresh = path + ".new"
        Self.remove(fresh)
        // A part that is not in this write has nothing in the file, and knows it by the number.
        contents.file += 1
        let number = contents.file
        let changes = parts.map { $0.changes(for: number) }
        do throws(StateFileError) {
            let database = try Database(path: fresh, instance: contents.instance, journal: .none, preparing: preparing)
            defer { database.close() }
            try database.write(changes)
        } catch {
            Self.remove(fresh)
            throw StateFileError(
                path: path, kind: error.kind == .failing ? .failing : .unusable,
                reason: "the file cannot be made again: \(error.reason)")
        }
        let aside: String?
        do throws(StateFileError) {
            aside = try replace(with: fresh)
        } catch {
            Self.remove(fresh)
            throw error
        }
        contents.discarded?.close()
        contents.discarded = nil
        if let aside { contents.setAside.append(aside) }
        if contents.setAside.count > Self.keptAside { Self.remove(contents.setAside.removeFirst()) }
        for change in changes { change.wereWritten() }
        logger.notice(
            "state is begun again with everything that is in memory",
            metadata: ["path": "\(path)", "aside": "\(aside ?? "")"])
        guard let identity = FileIdentity(path: path) else { return }
        contents.holding = .shut(identity)
        try open(identity, &contents)
    }

    /// - Throws: when another program's database stands at the path, or that of a later Nines: it is not ours to move.
    private func refuseForeignFile() throws(StateFileError) {
        guard OpenFile.size(of: path) > 0 else { return }
        do throws(StateFileError) {
            try Database(reading: path).close()
        } catch {
            if error.kind == .foreign { throw error }
        }
    }

    /// Gives what stands at the path another name, and the new file its own: in one step where the file system can.
    ///
    /// - Returns: the other name; nil when nothing of worth was there.
    private func replace(with fresh: String) throws(StateFileError) -> String? {
        guard OpenFile.size(of: path) > 0 else {
            // A log without its file would be taken for that of the next one.
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            try Self.rename(fresh, to: path)
            return nil
        }
        let aside = freeName()
        // So would the old file's.
        for suffix in ["-wal", "-shm"] where FileIdentity(path: path + suffix) != nil {
            try Self.rename(path + suffix, to: aside + suffix)
        }
        let hasTwoNames = link(path, aside) == 0
        if !hasTwoNames { try Self.rename(path, to: aside) }
        do throws(StateFileError) {
            try Self.rename(fresh, to: path)
        } catch {
            if hasTwoNames { unlink(aside) }
            throw error
        }
        return aside
    }

    /// Has the wall clock's time, for people; a number tells those of one second, or of a clock set back, apart.
    private func freeName() -> String {
        let time = Date().formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
        var name = "\(path).damaged-\(time)"
        var number = 1
        while FileIdentity(path: name) != nil {
            number += 1
            name = "\(path).damaged-\(time)-\(number)"
        }
        return name
    }

    private static func rename(_ path: String, to other: String) throws(StateFileError) {
        guard Foundation.rename(path, other) != 0 else { return }
        let error = SystemError.last
        throw StateFileError(
            path: path, kind: error.mayPass ? .failing : .unusable, reason: "\(path) cannot be renamed: \(error)")
    }

    /// A file of SQLite's with all that may be beside it.
    private static func remove(_ path: String) {
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// Where the path leads, at most 40 links on as in the kernel; a file need not be there.
    static func followingLinks(_ path: String) -> String {
        var path = path
        for _ in 0..<40 {
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { break }
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            path = target.hasPrefix("/") ? target : folder + target
        }
        return path
    }
}
