import Foundation
import NIOCore
import NinesSLO

/// Probes HTTP and HTTPS targets: one fresh connection per request, redirects followed, one deadline for all of it.
///
/// Holds no state but the TLS roots it has read, so one prober serves all targets at once; a probe lives on one event
/// loop and takes no thread of its own.
struct HTTPProber: Sendable {
    /// The longest timeout a probe is given, whatever its target says: bounds the arithmetic on deadlines.
    static let longestTimeout = Duration.seconds(24 * 60 * 60)

    private let group: any EventLoopGroup
    private let resolver: any HostResolver
    private let userAgent: String
    private let limits: ProbeLimits
    private let contexts = TLSContexts()

    /// - Parameters:
    ///   - group: where probes run; one loop of it per probe.
    ///   - userAgent: such as `Nines/1.0.0`, sent unless a module has its own.
    init(
        group: any EventLoopGroup, resolver: any HostResolver, userAgent: String, limits: ProbeLimits = ProbeLimits()
    ) {
        self.group = group
        self.resolver = resolver
        self.userAgent = userAgent
        self.limits = limits
    }

    /// Probes `target` now. Whatever the target does, the result comes within its timeout.
    ///
    /// - Throws: `CancellationError` when the task was cancelled before the verdict: the connection is closed at once
    ///   and nothing was learnt about the target.
    func probe(_ target: Target) async throws(CancellationError) -> ProbeResult {
        let loop = group.next()
        let interruption = loop.makePromise(of: HTTPExchange.Interruption.self)
        let start = NIODeadline.now()
        let timer = loop.scheduleTask(deadline: start + TimeAmount(min(target.timeout, Self.longestTimeout))) {
            interruption.succeed(.deadline)
        }
        var result = ProbeResult(
            startedAt: Double(Timestamp.now().nanosecondsSinceEpoch) / 1e9, duration: .zero, timeout: target.timeout)
        var log = ProbeLog(start: start)
        await withTaskCancellationHandler {
            result.failure = await run(target, on: loop, until: interruption.futureResult, &result, &log)
        } onCancel: {
            interruption.succeed(.cancellation)
        }
        timer.cancel()
        // The promise must be kept; nobody listens any more.
        interruption.succeed(.cancellation)
        if Task.isCancelled { throw CancellationError() }
        result.duration = Duration(.now() - start)
        result.failure = result.failure.map { ProbeFailure(reason: $0.reason, message: $0.message.printable) }
        log.conclude(result.failure.map { "failed, \($0)" } ?? "succeeded in \(result.duration.rounded)")
        result.log = log.lines
        return result
    }

    /// Sends requests until one's response is not redirected further, writing what they show into `result`.
    private func run(
        _ target: Target, on loop: any EventLoop, until interruption: EventLoopFuture<HTTPExchange.Interruption>,
        _ result: inout ProbeResult, _ log: inout ProbeLog
    ) async -> ProbeFailure? {
        let module = target.module.http
        var request: ProbeRequest
        do {
            request = ProbeRequest(url: try HTTPURL(target.url), module: module)
        } catch {
            return ProbeFailure(reason: .protocol, message: "the target's URL is invalid: \(error)")
        }
        let setting = HTTPExchange.Setting(
            resolver: resolver, contexts: contexts, tls: module.tls, userAgent: userAgent, limits: limits,
            timeout: target.timeout, keepsBody: module.judgesBody, followsRedirects: module.followRedirects)
        while true {
            let outcome = await exchange(request, setting: setting, log: log, on: loop, until: interruption)
            log = outcome.log
            result.record(outcome, of: request)
            if let failure = outcome.failure { return failure.placed(at: request, redirects: result.http.redirects) }
            guard let response = outcome.response else { return nil }
            guard module.followRedirects, let location = response.location else {
                return verdict(on: response, outcome, module: module, &result, &log)
            }
            result.http.redirects += 1
            if result.http.redirects > RedirectRule.limit {
                return ProbeFailure(
                    reason: .redirect,
                    message: "more than \(RedirectRule.limit) redirects, "
                        + "the last from \(request.url) to \(location.prefix(200))")
            }
            do {
                request = try RedirectRule.next(after: request, status: response.status, location: location)
            } catch {
                return error
            }
            log.add("redirect \(result.http.redirects) to \(request.url)")
        }
    }

    private func exchange(
        _ request: ProbeRequest, setting: HTTPExchange.Setting, log: ProbeLog, on loop: any EventLoop,
        until interruption: EventLoopFuture<HTTPExchange.Interruption>
    ) async -> ExchangeOutcome {
        let outcome = loop.flatSubmit {
            HTTPExchange(request, setting: setting, log: log, on: loop).start(until: interruption)
        }
        do {
            return try await outcome.get()
        } catch {
            // An exchange's future does not fail; a loop that has been shut down does.
            var outcome = ExchangeOutcome(log: log)
            outcome.failure = ProbeFailure(reason: .connect, message: "\(error)")
            return outcome
        }
    }

    private func verdict(
        on response: ExchangeOutcome.Response, _ outcome: ExchangeOutcome, module: HTTPModule,
        _ result: inout ProbeResult, _ log: inout ProbeLog
    ) -> ProbeFailure? {
        log.add("body of \(outcome.bodyLength) bytes read")
        let failure = ResponseChecks(module: module).failure(status: response.status, outcome: outcome)
        result.http.failedDueToRegex = failure?.reason == .body
        if failure == nil, module.judgesBody {
            log.add("the body passes \(module.failIfBodyMatches.count + module.failIfBodyNotMatches.count) patterns")
        }
        return failure
    }
}

extension ProbeResult {
    /// Adds the exchange's times to the others' and replaces the rest: only the last response is reported.
    fileprivate mutating func record(_ outcome: ExchangeOutcome, of request: ProbeRequest) {
        var observation = HTTPObservation()
        observation.phases = http.phases + outcome.phases
        observation.redirects = http.redirects
        observation.bodyLength = outcome.bodyLength
        if let response = outcome.response {
            observation.statusCode = response.status
            observation.version = response.version
            observation.contentLength = response.contentLength
            observation.lastModified = response.lastModified
            observation.usedTLS = request.url.scheme == .https
        }
        http = observation
        address = outcome.address
        tls = outcome.tls
    }
}

extension ProbeFailure {
    /// Says where it happened when that is not the configured URL.
    fileprivate func placed(at request: ProbeRequest, redirects: Int) -> ProbeFailure {
        guard redirects > 0 else { return self }
        let count = redirects == 1 ? "1 redirect" : "\(redirects) redirects"
        return ProbeFailure(reason: reason, message: "\(message) (after \(count), at \(request.url))")
    }
}
