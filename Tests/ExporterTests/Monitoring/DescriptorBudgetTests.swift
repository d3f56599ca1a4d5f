import Testing

@testable import nines

@Suite struct DescriptorBudgetTests {
    @Test(arguments: [
        // limit, connections, probes
        (1_048_576, 256, 1_048_256), (1_024, 256, 704), (256, 64, 128), (128, 32, 32), (64, 16, 16), (44, 6, 6),
        (32, 1, 1), (0, 1, 1),
    ])
    func `connections get a quarter at most and probes what is left`(_ limit: Int, _ connections: Int, _ probes: Int) {
        let budget = DescriptorBudget(limit: limit, mostConnections: 256)
        #expect(budget.connections == connections)
        #expect(budget.probes == probes)
    }

    @Test func `targets that can all hang at once need a descriptor each`() {
        let budget = DescriptorBudget(limit: 1_024, mostConnections: 256)
        #expect(budget.shortage(targets: 704) == 0)
        #expect(budget.shortage(targets: 5_000) == 4_296)
    }

    @Test func `the limit is raised as far as the system lets it`() {
        let limit = DescriptorLimit.raise()
        #expect(limit > 0)
        #expect(DescriptorLimit.raise() == limit)
    }
}
