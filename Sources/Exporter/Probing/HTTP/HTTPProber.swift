import NIOCore
import NIOHTTP1

/// Probes HTTP and HTTPS targets: one fresh connection per request, redirects followed, one deadline for all of it.
///
/// Holds no state of its own but access tokens, so one prober serves all targets at once; a probe lives on one event
/// loop and takes no thread of its own.
struct HTTPProber: Prober {
    let dialer: Dialer
    let userAgent: String
    let limits: ProbeLimits
    let tokens: AccessTokens

    nonisolated(nonsending) func probe(_ address: TargetAddress, _ settings: HTTPModule, _ attempt: ProbeAttempt) async
        -> Finding
    {
        guard case .url(let url) = address else {
            let failure = ProbeFailure(reason: .protocol, message: "the target's address is no HTTP URL")
            return Finding(verdict: .failure(failure))
        }
        var request = ProbeRequest(url: url, module: settings)
        guard let oauth2 = settings.oauth2 else { return await finding(of: request, settings, attempt) }
        let token: AccessToken
        do throws(ProbeFailure) {
            token = try await tokens.token(for: oauth2, until: attempt.deadline, trace: attempt.trace)
        } catch {
            return Finding(verdict: .failure(error), observation: HTTPObservation())
        }
        request.authorize(by: token)
        let finding = await finding(of: request, settings, attempt)
        let isRefused = (finding.observation as? HTTPObservation)?.statusCode == 401
        if isRefused, finding.verdict != .success { tokens.drop(token, of: oauth2) }
        return finding
    }

    nonisolated(nonsending) private func finding(
        of request: ProbeRequest, _ module: HTTPModule, _ attempt: ProbeAttempt
    ) async -> Finding {
        module.addresses.all
            ? await findingOfAllAddresses(of: request, module, attempt)
            : await finding(of: request, module, attempt, after: ConnectionFacts())
    }

    /// - Parameter facts: what is known already.
    nonisolated(nonsending) func finding(
        of request: ProbeRequest, _ module: HTTPModule, _ attempt: ProbeAttempt, after facts: ConnectionFacts
    ) async -> Finding {
        var observation = HTTPObservation()
        var finding = Finding(verdict: .success, connection: facts)
        finding.verdict = await verdict(of: request, module, attempt, &finding.connection, &observation)
        finding.observation = observation
        return finding
    }

    /// Sends requests until one's response is not redirected further.
    nonisolated(nonsending) private func verdict(
        of first: ProbeRequest, _ module: HTTPModule, _ attempt: ProbeAttempt, _ facts: inout ConnectionFacts,
        _ observation: inout HTTPObservation
    ) async -> Verdict {
        var request = first
        while true {
            var outcome: ExchangeOutcome
            do throws(DialFailure) {
                outcome = try await exchange(request, module, attempt, &facts)
            } catch {
                observation.add(ExchangeOutcome(), facts, of: request)
                return Verdict(error).placed(at: request, redirects: observation.redirects)
            }
            observation.add(outcome, facts, of: request)
            if let failure = outcome.failure {
                return .failure(failure).placed(at: request, redirects: observation.redirects)
            }
            guard let response = outcome.response else { return .success }
            guard module.followRedirects, let location = response.location else {
                return await verdict(on: response, outcome, module, attempt, &observation)
            }
            observation.redirects += 1
            do {
                request = try next(after: request, response, location, redirects: observation.redirects)
            } catch {
                return .failure(error)
            }
            attempt.trace.add("redirect \(observation.redirects) to \(request.url)")
        }
    }

    nonisolated(nonsending) private func exchange(
        _ request: ProbeRequest, _ module: HTTPModule, _ attempt: ProbeAttempt, _ facts: inout ConnectionFacts
    ) async throws(DialFailure) -> ExchangeOutcome {
        let reading = HTTP1Exchange.Reading(
            limits: limits, keepsBody: module.judgesBody, followsRedirects: module.followRedirects)
        let exchange = HTTP1Exchange(reading, until: attempt.deadline, trace: attempt.trace)
        let channel = try await dialer.dial(
            Endpoint(host: request.url.host, port: request.url.port),
            DialOptions(
                tls: request.url.scheme == .https ? module.tls : nil, verifiedName: request.verifiedName,
                addresses: module.addresses, address: request.address),
            until: attempt.deadline, trace: attempt.trace, into: &facts, attach: exchange.attach)
        let head = request.head(userAgent: userAgent)
        // Names only: values may be secrets.
        attempt.trace.add(
            "request \(head.method.rawValue) \(request.url) with \(head.headers.map(\.name).joined(separator: ", "))")
        return await exchange.run(head, on: channel)
    }

    private func next(
        after request: ProbeRequest, _ response: ExchangeOutcome.Response, _ location: String, redirects: Int
    ) throws(ProbeFailure) -> ProbeRequest {
        guard redirects <= RedirectRule.limit else {
            throw ProbeFailure(
                reason: .redirect,
                message: "more than \(RedirectRule.limit) redirects, the last from \(request.url) to "
                    + "\(location.prefix(200))")
        }
        return try RedirectRule.next(after: request, status: response.status, location: location)
    }

    nonisolated(nonsending) private func verdict(
        on response: ExchangeOutcome.Response, _ outcome: ExchangeOutcome, _ module: HTTPModule,
        _ attempt: ProbeAttempt, _ observation: inout HTTPObservation
    ) async -> Verdict {
        attempt.trace.add("body of \(outcome.bodyLength) bytes read")
        let failure = await ResponseChecks(module: module).failure(
            status: response.status, body: outcome.body, until: attempt.deadline)
        observation.failedDueToRegex = failure?.reason == .body
        if let failure { return .failure(failure) }
        if module.judgesBody {
            attempt.trace.add(
                "the body passes \(module.failIfBodyMatches.count + module.failIfBodyNotMatches.count) patterns")
        }
        return .success
    }
}

extension HTTPObservation {
    /// Adds the exchange's times to the others' and replaces the rest: only the last response is reported.
    fileprivate mutating func add(_ outcome: ExchangeOutcome, _ facts: ConnectionFacts, of request: ProbeRequest) {
        var next = HTTPObservation()
        // Those of connecting are sums already.
        next.phases = Phases(
            resolve: facts.phases.resolve, connect: facts.phases.connect, tls: facts.phases.tls,
            processing: phases.processing + outcome.processing, transfer: phases.transfer + outcome.transfer)
        next.redirects = redirects
        next.bodyLength = outcome.bodyLength
        if let response = outcome.response {
            next.statusCode = response.status
            next.version = response.version
            next.contentLength = response.contentLength
            next.lastModified = response.lastModified
            next.usedTLS = request.url.scheme == .https
        }
        self = next
    }
}

extension Verdict {
    /// Says where it happened when that is not the configured URL.
    fileprivate func placed(at request: ProbeRequest, redirects: Int) -> Verdict {
        guard redirects > 0 else { return self }
        let count = redirects == 1 ? "1 redirect" : "\(redirects) redirects"
        let place = " (after \(count), at \(request.url))"
        return switch self {
        case .success: self
        case .failure(let failure):
            .failure(ProbeFailure(reason: failure.reason, message: failure.message + place))
        case .none(let reason): .none(NoVerdict(reason: reason.reason, message: reason.message + place))
        }
    }
}
