/// What the tables of the file look like, as the steps by which they came to.
///
/// Step `n` makes version `n + 1` of the file out of version `n`. Steps are appended to and never changed: files exist
/// that they made. A room that keeps something here adds its table's step at the end.
enum Schema {
    static let steps: [String] = [
        "CREATE TABLE instance (name TEXT NOT NULL);" + SLOTable.tables,
        // The same tables. States may be of format 3 from here on, which has what silence weighs and the alerts: a
        // Nines that does not read it refuses the file, and not a state in the middle of it.
        "",
    ]

    /// "NINE", so that another program's database is not taken for a state: https://www.sqlite.org/pragma.html
    static let applicationID: UInt32 = 0x4E49_4E45
}
