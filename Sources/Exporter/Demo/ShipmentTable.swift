import GRDB

/// The demo's database: shipments in an SQLite database in memory, gone with the process.
struct ShipmentTable: Sendable {
    struct Page: Codable, Sendable, Equatable {
        var shipments: [Shipment]
        var offset: Int
        /// Rows in the whole table.
        var total: Int
    }

    private let database: DatabaseQueue

    /// Makes and fills the database.
    ///
    /// - Parameter count: rows, with the ids 1 to `count`.
    /// - Throws: `DatabaseError` when SQLite cannot, as when memory is short.
    init(count: Int64 = 500) throws {
        database = try DatabaseQueue()
        try database.write { database in
            try database.create(table: Shipment.databaseTableName) { table in
                table.primaryKey("id", .integer)
                for name in ["customer", "from", "to", "status", "updated_at"] { table.column(name, .text).notNull() }
                table.column("weight_grams", .integer).notNull()
            }
            for id in stride(from: 1, through: count, by: 1) { try Shipment.sample(id: id).insert(database) }
        }
    }

    /// Shipments by id, with the total of the same instant.
    func page(offset: Int, limit: Int) async throws -> Page {
        try await database.read { database in
            Page(
                shipments: try Shipment.order(Column("id")).limit(limit, offset: offset).fetchAll(database),
                offset: offset, total: try Shipment.fetchCount(database))
        }
    }

    /// Nil when there is none.
    func shipment(id: Int64) async throws -> Shipment? {
        try await database.read { try Shipment.fetchOne($0, key: id) }
    }

    func count() async throws -> Int {
        try await database.read { try Shipment.fetchCount($0) }
    }
}
