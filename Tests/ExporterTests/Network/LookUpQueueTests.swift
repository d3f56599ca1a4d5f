import NIOCore
import Testing

@testable import nines

/// What a queue decides, step by step; `ResolverSimulationTests` has whole minutes.
struct LookUpQueueTests {
    private static func name(_ text: String) throws -> HostName { try #require(HostName(text)) }

    /// Seconds since the queue was made.
    private static func at(_ seconds: Double) -> NIODeadline { .uptimeNanoseconds(UInt64(seconds * 1e9)) }

    private static func start(_ text: String, _ time: Duration) throws -> LookUpQueue.Start {
        LookUpQueue.Start(name: try name(text), time: time)
    }

    @Test func `a name is looked up once, and all who asked get the result`() throws {
        var queue = LookUpQueue()
        let name = try Self.name("a.example")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(3))
        #expect(queue.starts(at: Self.at(0)) == [try Self.start("a.example", .seconds(1))])
        queue.ask(for: name, by: 2, at: Self.at(0.1), until: Self.at(3.1))
        #expect(queue.starts(at: Self.at(0.1)) == [])
        #expect(queue.end(name, .answered, at: Self.at(0.2)).sorted() == [1, 2])
        #expect(queue.end(name, .answered, at: Self.at(0.2)) == [])
        #expect(queue.load(at: Self.at(0.2)) == ResolverLoad(running: 0, waiting: 0, hung: 0))
    }

    @Test func `who came first is first`() throws {
        var queue = LookUpQueue(limits: .init(threads: 1))
        for (asker, text) in ["a", "b", "c"].enumerated() {
            queue.ask(for: try Self.name(text), by: UInt64(asker), at: Self.at(0), until: Self.at(9))
        }
        var order: [String] = []
        for _ in 0..<3 {
            let start = try #require(queue.starts(at: Self.at(0)).first)
            order.append(start.name.description)
            _ = queue.end(start.name, .answered, at: Self.at(0))
        }
        #expect(order == ["a", "b", "c"])
    }

    /// The time that a look-up of 10 s patience gets after one that was given a second and ended so, after so long.
    @Test(arguments: [
        (LookUpQueue.End.answered, 0.001, Duration.seconds(1)),
        (.answered, 0.4, .seconds(1)),
        (.answered, 0.6, .seconds(2)),
        // The whole second and more: something in it was never answered.
        (.answered, 1, .seconds(1)),
        (.answered, 8, .seconds(1)),
        (.unanswered(wasCut: false), 1, .seconds(10)),
        (.unanswered(wasCut: true), 1, .seconds(10)),
    ])
    func `a look-up gets the time that the last one speaks for`(
        _ end: LookUpQueue.End, took: Double, next: Duration
    ) throws {
        var queue = LookUpQueue()
        let name = try Self.name("a.example")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(max(took, 1)))
        #expect(queue.starts(at: Self.at(0)).map(\.time) == [.seconds(1)])
        #expect(queue.end(name, end, at: Self.at(took)) == [1])
        queue.ask(for: name, by: 2, at: Self.at(10), until: Self.at(20))
        #expect(queue.starts(at: Self.at(10)) == [try Self.start("a.example", next)])
    }

    @Test func `a slow name gets a second more than its answer took`() throws {
        var queue = LookUpQueue()
        let name = try Self.name("slow.example")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(10))
        #expect(queue.starts(at: Self.at(0)).map(\.time) == [.seconds(1)])
        #expect(queue.end(name, .unanswered(wasCut: true), at: Self.at(1)) == [])
        #expect(queue.starts(at: Self.at(1)).map(\.time) == [.seconds(9)])
        #expect(queue.end(name, .answered, at: Self.at(3.4)) == [1])
        queue.ask(for: name, by: 2, at: Self.at(20), until: Self.at(30))
        #expect(queue.starts(at: Self.at(20)).map(\.time) == [.seconds(3)])
        // And is one of those that take threads for long.
        #expect(queue.load(at: Self.at(20)).hung == 1)
    }

    @Test func `a name that nobody answers for is a suspect, and goes on for those who have time`() throws {
        var queue = LookUpQueue()
        let name = try Self.name("silent.example")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(1.2))
        queue.ask(for: name, by: 2, at: Self.at(0), until: Self.at(3))
        #expect(queue.starts(at: Self.at(0)) == [try Self.start("silent.example", .seconds(1))])
        queue.ask(for: name, by: 3, at: Self.at(1), until: Self.at(5))
        #expect(queue.end(name, .unanswered(wasCut: true), at: Self.at(1)) == [1])
        #expect(queue.starts(at: Self.at(1)) == [try Self.start("silent.example", .seconds(4))])
        #expect(queue.load(at: Self.at(1)) == ResolverLoad(running: 1, waiting: 0, hung: 1))
        #expect(queue.end(name, .unanswered(wasCut: false), at: Self.at(4)).sorted() == [2, 3])
    }

    @Test func `a look-up that had all the time that the system gives it is over for everybody`() throws {
        var queue = LookUpQueue()
        let name = try Self.name("silent.example")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(60))
        _ = queue.starts(at: Self.at(0))
        #expect(queue.end(name, .unanswered(wasCut: false), at: Self.at(1)) == [1])
        #expect(queue.starts(at: Self.at(1)) == [])
    }

    @Test func `suspects take a part of the threads, new names a larger one, proven names all`() throws {
        var queue = LookUpQueue(limits: .init(threads: 8, unproven: 6, suspects: 4))
        try teach(&queue, "proven", count: 4, .answered)
        try teach(&queue, "suspect", count: 9, .unanswered(wasCut: false))
        var asker: UInt64 = 100
        for (kind, asked, count) in [("suspect", 9, 4), ("new", 9, 2), ("proven", 4, 2)] {
            for index in 0..<asked {
                queue.ask(for: try Self.name("\(kind)-\(index)"), by: asker, at: Self.at(10), until: Self.at(60))
                asker += 1
            }
            #expect(queue.starts(at: Self.at(10)).map(\.name.description) == (0..<count).map { "\(kind)-\($0)" })
        }
        #expect(queue.load(at: Self.at(10)) == ResolverLoad(running: 8, waiting: 14, hung: 4))
        // A thread that is free goes to the best name that may have it.
        for (ended, next) in [
            ("new-0", "proven-2"), ("suspect-0", "proven-3"), ("proven-0", "new-2"), ("proven-1", "new-3"),
        ] {
            _ = queue.end(try Self.name(ended), .answered, at: Self.at(10))
            #expect(queue.starts(at: Self.at(10)).map(\.name.description) == [next])
        }
    }

    @Test func `suspects leave new names as many threads as these have`() throws {
        var queue = LookUpQueue(limits: .init(threads: 10, unproven: 10, suspects: 8))
        try teach(&queue, "suspect", count: 9, .unanswered(wasCut: false))
        for index in 0..<3 {
            queue.ask(for: try Self.name("new-\(index)"), by: UInt64(index), at: Self.at(10), until: Self.at(60))
        }
        #expect(queue.starts(at: Self.at(10)).count == 3)
        for index in 0..<9 {
            let name = try Self.name("suspect-\(index)")
            queue.ask(for: name, by: UInt64(10 + index), at: Self.at(10), until: Self.at(60))
        }
        #expect(queue.starts(at: Self.at(10)).count == 4)
    }

    /// Not every C library can be told how long to wait.
    @Test func `a look-up that outlives its time is as bad as a suspect`() throws {
        var queue = LookUpQueue(limits: .init(threads: 3, unproven: 3, suspects: 1))
        try teach(&queue, "suspect", count: 1, .unanswered(wasCut: false))
        queue.ask(for: try Self.name("late"), by: 1, at: Self.at(10), until: Self.at(60))
        _ = queue.starts(at: Self.at(10))
        #expect(queue.load(at: Self.at(11)).hung == 0)
        queue.ask(for: try Self.name("suspect-0"), by: 2, at: Self.at(11.1), until: Self.at(60))
        #expect(queue.starts(at: Self.at(11.1)) == [])
        #expect(queue.load(at: Self.at(11.1)) == ResolverLoad(running: 1, waiting: 1, hung: 1))
    }

    @Test func `a look-up that nobody waits for any longer never starts`() throws {
        var queue = LookUpQueue(limits: .init(threads: 1))
        let (first, second) = (try Self.name("first"), try Self.name("second"))
        queue.ask(for: first, by: 1, at: Self.at(0), until: Self.at(60))
        #expect(queue.starts(at: Self.at(0)).count == 1)
        queue.ask(for: second, by: 2, at: Self.at(0), until: Self.at(3))
        queue.ask(for: second, by: 3, at: Self.at(0), until: Self.at(4))
        #expect(queue.giveUp(2, on: second, at: Self.at(3)) == .notAsked)
        #expect(queue.load(at: Self.at(3)).waiting == 1)
        #expect(queue.giveUp(3, on: second, at: Self.at(4)) == .notAsked)
        #expect(queue.load(at: Self.at(4)).waiting == 0)
        #expect(queue.giveUp(3, on: second, at: Self.at(4)) == nil)
        #expect(queue.giveUp(1, on: first, at: Self.at(60)) == .unanswered)
        #expect(queue.end(first, .answered, at: Self.at(61)) == [])
        #expect(queue.starts(at: Self.at(61)) == [])
    }

    /// The name gets its thread so many seconds after it was asked for; then it has no answer.
    @Test(arguments: [
        (0, 3, LookUpQueue.Verdict.unanswered), (2.5, 3, .unanswered), (2.6, 3, .notAsked), (0, 0.2, .unanswered),
        (0.1, 0.2, .unanswered), (0.11, 0.2, .notAsked),
    ])
    func `a name is at fault if it was asked for long enough`(
        _ start: Double, deadline: Double, verdict: LookUpQueue.Verdict
    ) throws {
        var queue = LookUpQueue(limits: .init(threads: 1))
        let name = try Self.name("silent")
        queue.ask(for: try Self.name("other"), by: 1, at: Self.at(0), until: Self.at(60))
        if start > 0 {
            _ = queue.starts(at: Self.at(0))
        } else {
            #expect(queue.giveUp(1, on: try Self.name("other"), at: Self.at(0)) == .notAsked)
        }
        queue.ask(for: name, by: 2, at: Self.at(0), until: Self.at(deadline))
        _ = queue.end(try Self.name("other"), .answered, at: Self.at(start))
        #expect(queue.starts(at: Self.at(start)).map(\.name) == [name])
        #expect(queue.giveUp(2, on: name, at: Self.at(deadline)) == verdict)
    }

    @Test func `a name that was asked for in vain is at fault, though it waits for a thread again`() throws {
        var queue = LookUpQueue(limits: .init(threads: 2, unproven: 2, suspects: 1))
        try teach(&queue, "suspect", count: 1, .unanswered(wasCut: false))
        queue.ask(for: try Self.name("suspect-0"), by: 1, at: Self.at(10), until: Self.at(60))
        #expect(queue.starts(at: Self.at(10)).count == 1)
        let name = try Self.name("silent")
        queue.ask(for: name, by: 2, at: Self.at(10), until: Self.at(13))
        #expect(queue.starts(at: Self.at(10)).count == 1)
        queue.ask(for: name, by: 3, at: Self.at(10.9), until: Self.at(13.9))
        #expect(queue.end(name, .unanswered(wasCut: true), at: Self.at(11)) == [])
        #expect(queue.starts(at: Self.at(11)) == [])
        #expect(queue.giveUp(2, on: name, at: Self.at(13)) == .unanswered)
        #expect(queue.giveUp(3, on: name, at: Self.at(13.9)) == .notAsked)
    }

    @Test func `a suspect does not begin what would teach nothing`() throws {
        var queue = LookUpQueue()
        try teach(&queue, "suspect", count: 2, .unanswered(wasCut: false))
        queue.ask(for: try Self.name("suspect-0"), by: 1, at: Self.at(10), until: Self.at(13))
        queue.ask(for: try Self.name("suspect-1"), by: 2, at: Self.at(10), until: Self.at(14))
        #expect(queue.starts(at: Self.at(12.6)) == [try Self.start("suspect-1", .milliseconds(1_400))])
    }

    @Test func `a look-up whose time is over is left for the one behind it`() throws {
        var queue = LookUpQueue(limits: .init(threads: 1))
        queue.ask(for: try Self.name("first"), by: 1, at: Self.at(0), until: Self.at(60))
        _ = queue.starts(at: Self.at(0))
        queue.ask(for: try Self.name("late"), by: 2, at: Self.at(0), until: Self.at(3))
        queue.ask(for: try Self.name("next"), by: 3, at: Self.at(0), until: Self.at(9))
        _ = queue.end(try Self.name("first"), .answered, at: Self.at(3))
        #expect(queue.starts(at: Self.at(3)) == [try Self.start("next", .seconds(1))])
        #expect(queue.giveUp(2, on: try Self.name("late"), at: Self.at(3)) == .notAsked)
    }

    @Test func `who joins a name that hangs waits for it as it runs`() throws {
        var queue = LookUpQueue()
        let name = try Self.name("silent")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(3))
        _ = queue.starts(at: Self.at(0))
        #expect(queue.giveUp(1, on: name, at: Self.at(3)) == .unanswered)
        queue.ask(for: name, by: 2, at: Self.at(5), until: Self.at(8))
        #expect(queue.starts(at: Self.at(5)) == [])
        #expect(queue.giveUp(2, on: name, at: Self.at(8)) == .unanswered)
    }

    @Test func `a look-up without a thread is over for all who wait`() throws {
        var queue = LookUpQueue()
        let name = try Self.name("a")
        queue.ask(for: name, by: 1, at: Self.at(0), until: Self.at(3))
        _ = queue.starts(at: Self.at(0))
        queue.ask(for: name, by: 2, at: Self.at(0), until: Self.at(3))
        #expect(queue.couldNotStart(name).sorted() == [1, 2])
        #expect(queue.load(at: Self.at(0)) == ResolverLoad(running: 0, waiting: 0, hung: 0))
    }

    @Test func `no more names are remembered than the limit says`() throws {
        var queue = LookUpQueue(limits: .init(rememberedNames: 10))
        try teach(&queue, "silent", count: 100, .unanswered(wasCut: false))
        for index in 0..<100 {
            queue.ask(
                for: try Self.name("silent-\(index)"), by: UInt64(1000 + index), at: Self.at(10), until: Self.at(60))
        }
        // Suspects have all their time, new names a second.
        let suspects = queue.starts(at: Self.at(10)).count { $0.time == .seconds(50) }
        #expect(suspects <= 10)
    }

    /// Looks `count` names up, one after the other, each at once and with this end.
    private func teach(_ queue: inout LookUpQueue, _ kind: String, count: Int, _ end: LookUpQueue.End) throws {
        for index in 0..<count {
            let name = try Self.name("\(kind)-\(index)")
            queue.ask(for: name, by: UInt64(index), at: Self.at(0), until: Self.at(3))
            #expect(queue.starts(at: Self.at(0)).count == 1)
            #expect(queue.end(name, end, at: Self.at(0.01)) == [UInt64(index)])
        }
    }
}
