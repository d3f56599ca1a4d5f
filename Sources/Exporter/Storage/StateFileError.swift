import GRDB

/// Why the file of the SLOs' state cannot be used. The caller knows the setting that names the file.
struct StateFileError: Error, Equatable, CustomStringConvertible {
    enum Kind: Equatable {
        /// Its bytes are not what was written. It can be set aside.
        case damaged
        /// Another process works with it.
        case locked
        /// A later version of Nines wrote it, or it is another program's.
        case foreign
        /// The system refuses: permissions, a missing folder.
        case unusable
        /// The disk has no room, or fails: what may pass by itself.
        case failing
    }

    let path: String
    let kind: Kind
    let reason: String

    var description: String { "\(path): \(reason)" }

    init(path: String, kind: Kind, reason: String) {
        self.path = path
        self.kind = kind
        self.reason = reason
    }

    /// What SQLite said, in words that tell what to do.
    init(path: String, _ error: any Error) {
        switch error {
        case let error as StateFileError:
            self = error
        case let error as NewerRows:
            self.init(path: path, kind: .foreign, reason: error.reason)
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB:
                self.init(path: path, kind: .damaged, reason: "the file is damaged: \(Self.text(error))")
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                self.init(path: path, kind: .locked, reason: "another process has locked the file")
            case .SQLITE_CANTOPEN:
                self.init(
                    path: path, kind: .unusable,
                    reason: "the file cannot be opened or made; its folder must exist and be writable")
            case .SQLITE_READONLY, .SQLITE_PERM:
                self.init(path: path, kind: .unusable, reason: "the file cannot be written to")
            case .SQLITE_FULL:
                self.init(path: path, kind: .failing, reason: "the disk is full")
            case .SQLITE_IOERR:
                self.init(path: path, kind: .failing, reason: Self.text(error))
            default:
                self.init(path: path, kind: .unusable, reason: Self.text(error))
            }
        default:
            self.init(path: path, kind: .unusable, reason: "\(error)")
        }
    }

    private static func text(_ error: DatabaseError) -> String { error.message ?? "\(error.resultCode)" }
}

/// A row that a later version of Nines wrote.
struct NewerRows: Error {
    let reason: String
}
