import NIOCore
import Testing

@testable import nines

@Suite struct ConnectionDeadlinesTests {
    private let limits = WebLimits()

    private func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

    private func connection() -> ConnectionDeadlines { ConnectionDeadlines(limits, at: at(0)) }

    /// One that has been answered, and owes nothing.
    private func idle() -> ConnectionDeadlines {
        var connection = connection()
        connection.headEnded(at: at(1))
        connection.requestEnded()
        connection.answerBegan(at: at(1))
        connection.answerEnded(at: at(1))
        return connection
    }

    @Test func `a new connection owes a head within ten seconds however many bytes come`() {
        var connection = connection()
        for second in 0..<10 {
            connection.received(at: at(Int64(second)))
            #expect(connection.overdue(at: at(Int64(second))) == nil)
        }
        #expect(connection.next(after: at(9)) == at(10))
        #expect(connection.overdue(at: at(10)) == .head)
    }

    @Test func `a connection between requests owes nothing until the first byte of the next`() {
        var connection = idle()
        #expect(connection.next(after: at(100)) == nil)
        #expect(connection.overdue(at: at(100)) == nil)
        connection.received(at: at(100))
        connection.received(at: at(109))
        #expect(connection.next(after: at(100)) == at(110))
        #expect(connection.overdue(at: at(110)) == .head)
    }

    @Test func `a body is due ten seconds after its head`() {
        var connection = connection()
        connection.headEnded(at: at(5))
        connection.received(at: at(14))
        #expect(connection.overdue(at: at(14)) == nil)
        #expect(connection.next(after: at(5)) == at(15))
        #expect(connection.overdue(at: at(15)) == .body)
    }

    @Test func `an answer of which no byte is taken for thirty seconds is overdue`() {
        var connection = connection()
        connection.headEnded(at: at(0))
        connection.requestEnded()
        connection.answerBegan(at: at(20))
        connection.wrote(1_000)
        connection.observe(waiting: 400, at: at(20))
        #expect(connection.next(after: at(20)) == at(30))
        connection.observe(waiting: 400, at: at(49))
        #expect(connection.overdue(at: at(49)) == nil)
        connection.observe(waiting: 400, at: at(50))
        #expect(connection.overdue(at: at(50)) == .progress)
    }

    @Test func `each byte that is taken gives another thirty seconds and two minutes are the end`() {
        var connection = connection()
        connection.headEnded(at: at(0))
        connection.requestEnded()
        connection.answerBegan(at: at(0))
        connection.wrote(1_000)
        for step in 0..<5 {
            connection.observe(waiting: 900 - step, at: at(Int64(step) * 29))
            #expect(connection.overdue(at: at(Int64(step) * 29)) == nil)
        }
        #expect(connection.next(after: at(116)) == at(120))
        connection.observe(waiting: 10, at: at(120))
        #expect(connection.overdue(at: at(120)) == .answer)
    }

    @Test func `an answer that waits for the server to write more is not stalled`() {
        var connection = connection()
        connection.headEnded(at: at(0))
        connection.requestEnded()
        connection.answerBegan(at: at(0))
        connection.wrote(1_000)
        connection.observe(waiting: 0, at: at(1))
        #expect(connection.overdue(at: at(100)) == nil)
    }

    @Test func `a request that is sent while an answer is under way has its time from that answer on`() {
        var connection = connection()
        connection.headEnded(at: at(0))
        connection.requestEnded()
        connection.answerBegan(at: at(0))
        connection.received(at: at(1))
        #expect(connection.overdue(at: at(29)) == nil)
        connection.answerEnded(at: at(29))
        #expect(connection.next(after: at(29)) == at(39))
        #expect(connection.overdue(at: at(39)) == .head)
    }

    @Test func `two answers on their way are over with the second`() {
        var connection = connection()
        connection.headEnded(at: at(0))
        connection.requestEnded()
        connection.answerBegan(at: at(0))
        connection.answerBegan(at: at(1))
        connection.answerEnded(at: at(100))
        #expect(connection.overdue(at: at(121)) == nil)
        #expect(connection.isAnswering)
        connection.answerEnded(at: at(121))
        #expect(!connection.isAnswering)
        #expect(connection.next(after: at(121)) == nil)
    }
}
