import NinesSLO

/// What one room has in the file: its table, and the room itself, which does not know that it is stored.
///
/// A part remembers for itself how much of it is in which file. So any parts may be written together, and a write that
/// fails costs nothing: the next one is asked for everything again.
protocol StoredPart: Sendable {
    /// What there are several of, as the log names it: `slos`.
    var noun: String { get }

    /// Takes over what is in the file: once, before the room has anything of its own.
    ///
    /// - Parameter file: its number, for `changes(for:)`.
    func restore(from connection: SQLConnection, file: Int, at now: Timestamp) throws -> Restored

    /// What the file with this number lacks: everything, when nothing of the part was written to it.
    func changes(for file: Int) -> Changes

    /// What of it cannot be read, in words.
    func damages(in connection: SQLConnection) throws -> [String]
}

/// What a part adds to the file, in one transaction with what others add.
struct Changes: Sendable {
    let write: @Sendable (SQLConnection) throws -> Void
    /// Called once all of the transaction is in the file, and not otherwise.
    let wereWritten: @Sendable () -> Void
}

/// What a part found in the file.
struct Restored {
    /// How many went on.
    var count = 0
    /// What could not be read, in words; the rest went on all the same.
    var damages: [String] = []
}
