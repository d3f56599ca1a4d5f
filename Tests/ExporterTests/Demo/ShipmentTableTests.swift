import Testing

@testable import nines

@Suite struct ShipmentTableTests {
    @Test func `holds the same five hundred shipments at every start`() async throws {
        let first = try await ShipmentTable().page(offset: 0, limit: 1_000)
        let second = try await ShipmentTable().page(offset: 0, limit: 1_000)
        #expect(first == second)
        #expect(first.total == 500)
        #expect(first.shipments.map(\.id) == Array(1...500))
        #expect(Set(first.shipments.map(\.status)).count == Shipment.Status.allCases.count)
        #expect(first.shipments.allSatisfy { $0.from != $0.to && $0.weightGrams > 0 })
        #expect(
            first.shipments.last
                == Shipment(
                    id: 500, customer: "Cedar & Sons", from: "Danzig", to: "Genoa", weightGrams: 39_750,
                    status: .booked, updatedAt: "2026-01-01T08:20:00Z"))
    }

    @Test func `reads pages and single shipments`() async throws {
        let table = try ShipmentTable(count: 5)
        let page = try await table.page(offset: 3, limit: 10)
        #expect(page == .init(shipments: [.sample(id: 4), .sample(id: 5)], offset: 3, total: 5))
        #expect(try await table.shipment(id: 2) == .sample(id: 2))
        #expect(try await table.shipment(id: 6) == nil)
        #expect(try await table.count() == 5)
    }
}
