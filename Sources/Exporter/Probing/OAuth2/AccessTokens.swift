import NIOCore
import NinesMetrics

/// The access tokens of all modules, each fetched once for all probes that need it and kept until a minute before it
/// expires.
///
/// One request for a token is under way at a time. Who comes meanwhile waits for it, each until its own deadline; when
/// nobody waits any more it is cancelled.
final class AccessTokens: Sendable {
    /// Suspends until the server has answered or the task is cancelled.
    typealias Fetch = @Sendable (OAuth2Settings) async throws(TokenFailure) -> AccessToken

    /// A token in its last minute could expire on its way.
    static let margin = Duration.seconds(60)
    /// How long a token is kept whose server does not say. Most last an hour; one that is refused goes before.
    static let unstatedLifetime = Duration.seconds(5 * 60)
    /// How long a failure is the answer: a server that refuses shall not be asked by each of a thousand probes.
    static let failurePatience = Duration.seconds(1)

    private typealias Promise = EventLoopPromise<AccessToken>

    private struct Entry {
        var last: (result: Result<AccessToken, TokenFailure>, until: ContinuousClock.Instant)?
        var waiting: [UInt64: Promise] = [:]
        /// What runs for those who wait, and which of all fetches it is.
        var fetch: (task: Task<Void, Never>, number: UInt64)?
    }

    private struct State {
        var entries: [OAuth2Settings: Entry] = [:]
        var lastNumber: UInt64 = 0

        mutating func number() -> UInt64 {
            lastNumber += 1
            return lastNumber
        }
    }

    private let state = Lock(State())
    private let now: @Sendable () -> ContinuousClock.Instant
    private let fetch: Fetch

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, fetch: @escaping Fetch) {
        self.now = now
        self.fetch = fetch
    }

    /// The token to send. To be called on the deadline's loop; returns there, at the deadline's end at the latest.
    ///
    /// - Throws: a failure of the reason `token`.
    nonisolated(nonsending) func token(
        for settings: OAuth2Settings, until deadline: Deadline, trace: Trace
    ) async throws(ProbeFailure) -> AccessToken {
        let start = NIODeadline.now()
        let result = await withUnsafeContinuation { continuation in
            // Exactly once, as the function promises.
            wait(for: settings, until: deadline) { continuation.resume(returning: $0) }
        }
        do {
            let token = try result.get()
            trace.add("access token of \(settings.place) after \(Duration(.now() - start).rounded)")
            return token
        } catch {
            throw ProbeFailure(reason: .token, message: "no access token from \(settings.place): \(error.message)")
        }
    }

    /// The target refused the token: the next probe gets another.
    func drop(_ token: AccessToken, of settings: OAuth2Settings) {
        state.withLock { state in
            guard case .success(token)? = state.entries[settings]?.last?.result else { return }
            state.entries[settings]?.last = nil
        }
    }

    /// Forgets the tokens of all other modules.
    func keep(only modules: Set<OAuth2Settings>) {
        state.withLock { state in
            state.entries = state.entries.filter { modules.contains($0.key) || $0.value.fetch != nil }
        }
    }

    /// Probes that wait for a token.
    var waiting: Int { state.withLock { $0.entries.values.reduce(0) { $0 + $1.waiting.count } } }

    /// Calls `done` once, on the deadline's loop.
    private func wait(
        for settings: OAuth2Settings, until deadline: Deadline,
        _ done: @escaping (Result<AccessToken, TokenFailure>) -> Void
    ) {
        let promise = deadline.loop.makePromise(of: AccessToken.self)
        let (known, place) = state.withLock { state in join(settings, promise, &state) }
        guard let place else {
            promise.fail(TokenFailure(message: "not needed"))
            // One of both is there.
            return done(known ?? .failure(TokenFailure(message: "none")))
        }
        var isDone = false
        let observer = deadline.observe { _ in
            isDone = true
            self.leave(settings, place)
            done(.failure(TokenFailure(message: "no answer within the timeout of \(deadline.timeout.rounded)")))
        }
        promise.futureResult.assumeIsolated().whenComplete { result in
            guard !isDone else { return }
            deadline.forget(observer)
            done(result.mapError { $0 as? TokenFailure ?? TokenFailure(message: "\($0)") })
        }
    }

    /// - Returns: what is known, or a place among those who wait.
    private func join(
        _ settings: OAuth2Settings, _ promise: Promise, _ state: inout State
    ) -> (Result<AccessToken, TokenFailure>?, UInt64?) {
        if let last = state.entries[settings]?.last, now() < last.until { return (last.result, nil) }
        let place = state.number()
        var entry = state.entries[settings] ?? Entry()
        entry.waiting[place] = promise
        if entry.fetch == nil {
            let number = state.number()
            entry.fetch = (Task { await self.run(settings, number) }, number)
        }
        state.entries[settings] = entry
        return (nil, place)
    }

    private func leave(_ settings: OAuth2Settings, _ place: UInt64) {
        let (promise, abandoned) = state.withLock { state -> (Promise?, Task<Void, Never>?) in
            let promise = state.entries[settings]?.waiting.removeValue(forKey: place)
            guard state.entries[settings]?.waiting.isEmpty == true else { return (promise, nil) }
            defer { state.entries[settings]?.fetch = nil }
            return (promise, state.entries[settings]?.fetch?.task)
        }
        abandoned?.cancel()
        promise?.fail(TokenFailure(message: "nobody waits"))
    }

    private func run(_ settings: OAuth2Settings, _ number: UInt64) async {
        let result: Result<AccessToken, TokenFailure>
        do throws(TokenFailure) {
            result = .success(try await fetch(settings))
        } catch {
            result = .failure(error)
        }
        let until = now() + Self.patience(with: result)
        let waiting = state.withLock { state -> [UInt64: Promise] in
            // One that was abandoned has nobody to tell.
            guard state.entries[settings]?.fetch?.number == number else { return [:] }
            defer { state.entries[settings] = Entry(last: (result, until)) }
            return state.entries[settings]?.waiting ?? [:]
        }
        for promise in waiting.values { promise.completeWith(result.mapError { $0 }) }
    }

    /// How long a result is the answer.
    private static func patience(with result: Result<AccessToken, TokenFailure>) -> Duration {
        guard case .success(let token) = result else { return failurePatience }
        return max((token.lifetime ?? unstatedLifetime + margin) - margin, .zero)
    }
}

extension OAuth2Settings {
    /// The token server for people: without what may be secret in its URL.
    fileprivate var place: String { "\(tokenURL.scheme.rawValue)://\(tokenURL.authority)\(tokenURL.path)" }
}
