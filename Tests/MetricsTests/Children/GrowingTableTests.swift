import TestSupport
import Testing

@testable import NinesMetrics

/// A table grows some slots at a time, and is a table all the while.
@Suite struct GrowingTableTests {
    private func address(_ number: Int) -> UnsafeRawPointer? { UnsafeRawPointer(bitPattern: 16 * (number + 1)) }

    /// Many share a first slot.
    private func hash(_ child: UnsafeRawPointer) -> UInt64 {
        var numbers = SeededNumbers(seed: UInt64(UInt(bitPattern: child)) / 16 / 3)
        return numbers.next()
    }

    @Test func `an insertion copies no more slots than its portion, however large the table is`() throws {
        var table = try #require(GrowingTable(spread: 3))
        defer { table.deallocate() }
        var most = 0
        for number in 0..<30_000 {
            var copied = 0
            let hasRoom = table.makeRoom(
                hash: { child in
                    copied += 1
                    return hash(child)
                }, publish: { _ in })
            guard hasRoom else { break }
            most = max(most, copied)
            let child = try #require(address(number))
            _ = table.insert(child, hash: hash(child))
        }
        #expect(most <= 32)
        #expect(table.replacements > 10)
        #expect(table.count == 30_000)
        let outgrown = table.takeOutgrown()
        for old in outgrown { old.deallocate() }
        #expect(outgrown.count == table.replacements)
        // At least half of the slots are empty, but for those that came while it was copied.
        #expect(table.current.capacity >= 2 * 30_000 * 16 / 17)
    }

    /// Compared with a dictionary, while tables of all sizes are being copied.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `has after any changes what was put in and not taken out`(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        var table = try #require(GrowingTable(spread: 3))
        defer { table.deallocate() }
        var published = table.current
        /// Whether each child is leaving.
        var expected: [UnsafeRawPointer: Bool] = [:]
        for round in 0..<60 {
            // Grows, shrinks, and fills with slots of removed children.
            let weights = [[8, 1, 1, 1], [2, 6, 1, 1], [4, 4, 1, 1]][round % 3]
            for _ in 0..<400 {
                let child = try #require(address(Int.random(in: 0..<4_000, using: &numbers)))
                let hash = hash(child)
                switch Int.random(in: 0..<weights.reduce(0, +), using: &numbers) {
                case ..<weights[0]:
                    guard expected[child] == nil else { continue }
                    let hasRoom = table.makeRoom(hash: self.hash, publish: { published = $0 })
                    let isIn = table.insert(child, hash: hash)
                    #expect(hasRoom && isIn)
                    expected[child] = false
                case ..<(weights[0] + weights[1]):
                    if Bool.random(using: &numbers) {
                        let wasLeaving = table.removeLeaving(child, hash: hash)
                        #expect(wasLeaving == (expected[child] == true))
                        if expected[child] == true { expected[child] = nil }
                    } else {
                        let wasIn = table.remove(child, hash: hash)
                        #expect(wasIn == (expected.removeValue(forKey: child) != nil))
                    }
                case ..<(weights[0] + weights[1] + weights[2]):
                    #expect(table.leave(child, hash: hash) == (expected[child] == false))
                    if expected[child] != nil { expected[child] = true }
                default:
                    table.stay(child, hash: hash)
                    if expected[child] != nil { expected[child] = false }
                }
            }
            #expect(table.count == expected.count)
            #expect(published.base == table.current.base)
            var found: [UnsafeRawPointer: Bool] = [:]
            published.forEach { found[$0] = $1 }
            #expect(found == expected)
            #expect(
                expected.allSatisfy { child, isLeaving in
                    (published.find(hash: hash(child)) { $0 == child } == child) == !isLeaving
                })
        }
        #expect(table.replacements > 8)
        let old = table.removeAll { published = $0 }
        old?.deallocate()
        #expect(table.count == 0 && published.base == table.current.base)
        var isEmpty = true
        published.forEach { _, _ in isEmpty = false }
        #expect(isEmpty)
    }
}
