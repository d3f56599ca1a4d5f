import NIOCore

/// When a connection's client is too slow: pure, told of what happens and of the time.
///
/// A client owes the server bytes while it sends a request, and owes it taking bytes while it is answered; between the
/// two it owes nothing, which is the idle timeout's business. While an answer is under way, time for the request is not
/// counted: the server does not read on then.
struct ConnectionDeadlines {
    /// What was due.
    enum Overdue: Equatable {
        case head
        case body
        /// No byte was taken for too long.
        case progress
        /// Bytes were taken, but the answer as a whole lasted too long.
        case answer
    }

    private enum Request {
        /// No byte of it has come.
        case none
        case head(since: NIODeadline)
        case body(since: NIODeadline)
    }

    private struct Answer {
        var since: NIODeadline
        /// Answers that were begun and have not been taken in full: more than one when requests were pipelined.
        var count: Int
    }

    private let limits: WebLimits
    private var request: Request
    private var answer: Answer?
    /// Bytes handed to the channel, and of those the ones that the client has taken, both since the connection's start.
    private var written: UInt64 = 0
    private var taken: UInt64 = 0
    private var progressAt: NIODeadline

    /// A new connection owes a head at once.
    init(_ limits: WebLimits, at now: NIODeadline) {
        self.limits = limits
        request = .head(since: now)
        progressAt = now
    }

    /// Whether an answer has been begun that the system has not taken in full.
    var isAnswering: Bool { answer != nil }

    mutating func received(at now: NIODeadline) {
        if case .none = request { request = .head(since: now) }
    }

    mutating func headEnded(at now: NIODeadline) { request = .body(since: now) }

    mutating func requestEnded() { request = .none }

    mutating func answerBegan(at now: NIODeadline) {
        answer = Answer(since: answer?.since ?? now, count: (answer?.count ?? 0) + 1)
        // Else the time since the last answer would count as a stall.
        progressAt = now
    }

    /// The system has taken the last byte of the oldest answer.
    mutating func answerEnded(at now: NIODeadline) {
        guard let current = answer else { return }
        answer = current.count > 1 ? Answer(since: now, count: current.count - 1) : nil
        guard answer == nil else { return }
        switch request {
        case .none: break
        case .head: request = .head(since: now)
        case .body: request = .body(since: now)
        }
    }

    /// So many bytes more are on their way.
    mutating func wrote(_ count: Int) { written += UInt64(clamping: count) }

    /// Notes whether bytes have been taken.
    ///
    /// - Parameter waiting: of the bytes written so far, those that the client has not taken.
    mutating func observe(waiting: Int, at now: NIODeadline) {
        let waiting = min(UInt64(clamping: waiting), written)
        if written - waiting > taken || waiting == 0 { progressAt = now }
        taken = written - waiting
    }

    /// What is overdue now, if anything. To be asked after `observe(waiting:at:)`.
    func overdue(at now: NIODeadline) -> Overdue? {
        if let answer {
            if now >= answer.since + limits.answerTime { return .answer }
            return written > taken && now >= progressAt + limits.stallTime ? .progress : nil
        }
        switch request {
        case .none: return nil
        case .head(let since): return now >= since + limits.headTime ? .head : nil
        case .body(let since): return now >= since + limits.bodyTime ? .body : nil
        }
    }

    /// When to ask again; nil while nothing is due. A stall is seen only when looked for, so while an answer is under
    /// way that is three times in the time for one, which ends a stall after at most four thirds of it.
    func next(after now: NIODeadline) -> NIODeadline? {
        if let answer {
            return min(answer.since + limits.answerTime, now + .nanoseconds(max(1, limits.stallTime.nanoseconds / 3)))
        }
        switch request {
        case .none: return nil
        case .head(let since): return since + limits.headTime
        case .body(let since): return since + limits.bodyTime
        }
    }
}
