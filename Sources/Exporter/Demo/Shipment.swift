import GRDB

/// A row of the demo's table, and its JSON.
struct Shipment: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
    enum Status: String, Codable, Sendable, CaseIterable {
        case booked
        case inTransit = "in_transit"
        case atCustoms = "at_customs"
        case delivered
    }

    enum CodingKeys: String, CodingKey {
        case id, customer, from, to, status
        case weightGrams = "weight_grams"
        case updatedAt = "updated_at"
    }

    static let databaseTableName = "shipment"

    var id: Int64
    var customer: String
    var from: String
    var to: String
    var weightGrams: Int64
    var status: Status
    /// ISO 8601, UTC.
    var updatedAt: String
}

extension Shipment {
    /// The same shipments at every start. The steps through the lists have no factor in common with their lengths, so
    /// neighbours differ.
    static func sample(id: Int64) -> Shipment {
        let step = Int(id)
        let minute = step % 60
        let hour = step / 60 % 24
        return Shipment(
            id: id, customer: customers[step * 3 % customers.count], from: ports[step * 5 % ports.count],
            to: ports[(step * 5 + 3) % ports.count], weightGrams: Int64(250 + step * 7_919 % 40_000),
            status: Status.allCases[step * 3 % Status.allCases.count],
            updatedAt: "2026-01-0\(1 + step / 1_440 % 9)T\(twoDigits(hour)):\(twoDigits(minute)):00Z")
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let customers = [
        "Aurora Optics", "Bluebird Bakery", "Cedar & Sons", "Delta Instruments", "Elm Street Books", "Fjord Outdoor",
        "Granite Tools",
    ]

    private static let ports = [
        "Antwerp", "Bergen", "Cork", "Danzig", "Esbjerg", "Faro", "Genoa", "Hamburg", "Izmir", "Jersey", "Kiel",
    ]
}
