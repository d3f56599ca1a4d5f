import GRDB

extension Database {
    /// What is wrong with the file at the path, as far as a look tells: whether it is the one that is open, and begins
    /// and ends as it should. Costs some microseconds.
    ///
    /// The connection itself notices nothing of this: what it has in memory and in its log stays good, and what it
    /// writes goes into a file that has no name any more.
    var damage: String? {
        guard let there = FileIdentity(path: path) else { return "the file was removed" }
        guard let file, there == file.identity else { return "another file has taken its place" }
        // What is only in a log that has no name any more is not there for the next process.
        guard Self.companions(of: path) == companions else { return "what SQLite keeps beside it was removed" }
        let header = file.prefix(100)
        func number(at offset: Int) -> Int { header[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        // https://www.sqlite.org/fileformat2.html#the_database_header; until the log is first copied into a new file,
        // its header has no owner yet.
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)),
            [0, Int(Schema.applicationID)].contains(number(at: 68))
        else { return "the file was overwritten" }
        let pageSize = Int(header[16]) << 8 | Int(header[17])
        // A page size of 1 means 65,536. Pages only come: the file is never vacuumed.
        guard OpenFile.size(of: path) >= number(at: 28) * (pageSize == 1 ? 65_536 : pageSize) else {
            return "the file was cut short"
        }
        return nil
    }

    /// What is wrong with the file, read to its end: the structure that SQLite knows, and the rows of each part. Takes
    /// some 20 ms for a megabyte, 2 of them SQLite's, on a connection of its own; nobody waits for it.
    ///
    /// - Throws: `StateFileError` when it cannot be read for another reason than damage.
    static func damage(of path: String, holding parts: [any StoredPart]) throws(StateFileError) -> String? {
        do throws(StateFileError) {
            let database = try Database(reading: path)
            defer { database.close() }
            return try database.read { connection in
                let found = try String.fetchOne(connection, sql: "PRAGMA quick_check(1)") ?? "ok"
                guard found == "ok" else { return "the file is damaged: \(found)" }
                return try parts.lazy.compactMap { try $0.damages(in: connection).first }.first
            }
        } catch  where error.kind == .damaged {
            return error.reason
        }
    }
}
