import NIOCore
import NIOPosix

/// Judges a final response by its module: the status first, then the body.
struct ResponseChecks: Sendable {
    /// Bodies up to this are judged where they were read: RE2 takes some 30 microseconds for each pattern, which delays
    /// other probes less than a change of threads.
    static let judgedAtOnce = 32 << 10

    /// For longer ones, which may take tens of milliseconds: neither an event loop nor one of Swift's threads is held
    /// by a target's page.
    private static let judges = NIOThreadPool(numberOfThreads: 1)

    var module: HTTPModule

    /// Nil when everything that was promised holds. A body that cannot be judged before the deadline fails as one that
    /// did not come in time.
    nonisolated(nonsending) func failure(status: Int, body: ByteBuffer, until deadline: Deadline) async -> ProbeFailure?
    {
        guard accepts(status) else {
            return ProbeFailure(reason: .status, message: "status \(status) is not among the accepted: \(accepted)")
        }
        guard module.judgesBody else { return nil }
        guard body.readableBytes > Self.judgedAtOnce else { return judge(body, until: deadline.time) }
        return await withUnsafeContinuation { continuation in
            // Exactly once, as the function promises.
            judgeApart(body, until: deadline) { continuation.resume(returning: $0) }
        }
    }

    /// Calls `done` once: with what a judge says, or at the deadline.
    private func judgeApart(_ body: ByteBuffer, until deadline: Deadline, _ done: @escaping (ProbeFailure?) -> Void) {
        Self.judges.start()
        let late = late(timeout: deadline.timeout)
        var isDone = false
        let observer = deadline.observe { _ in
            isDone = true
            done(late)
        }
        guard !isDone else { return }
        let time = deadline.time
        Self.judges.runIfActive(eventLoop: deadline.loop) { judge(body, until: time) }.assumeIsolated().whenComplete {
            guard !isDone else { return }
            deadline.forget(observer)
            // Not by `try?`, to which a judgement that finds nothing wrong is as good as none.
            switch $0 {
            case .success(let failure): done(failure)
            case .failure: done(late)
            }
        }
    }

    /// Costs time linear in the body for each pattern; looks at the clock between them.
    private func judge(_ body: ByteBuffer, until time: NIODeadline) -> ProbeFailure? {
        body.withUnsafeReadableBytes { bytes in
            for pattern in module.failIfBodyMatches {
                if pattern.matches(bytes) {
                    return ProbeFailure(reason: .body, message: "the body matches \"\(pattern)\", which it must not")
                }
                if .now() > time { return late(timeout: nil) }
            }
            for pattern in module.failIfBodyNotMatches {
                if !pattern.matches(bytes) {
                    return ProbeFailure(reason: .body, message: "the body does not match \"\(pattern)\"")
                }
                if .now() > time { return late(timeout: nil) }
            }
            return nil
        }
    }

    private func late(timeout: Duration?) -> ProbeFailure {
        let limit = timeout.map { " of \($0.rounded)" } ?? ""
        return ProbeFailure(reason: .timeout, message: "the body was not judged within the timeout\(limit)")
    }

    private func accepts(_ status: Int) -> Bool {
        module.validStatusCodes.isEmpty ? 200...299 ~= status : module.validStatusCodes.contains(status)
    }

    private var accepted: String {
        module.validStatusCodes.isEmpty
            ? "200 to 299" : module.validStatusCodes.map(String.init).joined(separator: ", ")
    }
}
