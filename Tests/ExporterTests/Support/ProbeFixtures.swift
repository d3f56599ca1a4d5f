import NIOCore
import NIOPosix
import Synchronization

@testable import nines

extension ProbeRunner {
    /// One that calls itself `Nines/test`.
    static func forTests(
        resolver: any HostResolver = FixedResolver([:]), limits: ProbeLimits = ProbeLimits(),
        tokens: AccessTokens? = nil
    ) -> ProbeRunner {
        ProbeRunner(resolver: resolver, userAgent: "Nines/test", limits: limits, tokens: tokens)
    }

    /// As for targets of these modules at https URLs.
    func renew(for modules: [Module]) async -> [String] {
        let address = (try? HTTPURL("https://a.example/")).map(TargetAddress.url) ?? .unusable
        return await renew(for: modules.map { (address, $0) })
    }

    /// Probes once, with a trace, with a module that `change` makes out of the default one.
    func probe(
        _ url: String, timeout: Duration = .seconds(5), _ change: (inout HTTPModule) throws -> Void = { _ in }
    ) async throws -> ProbeReport {
        var module = Module.http2xx
        try change(&module.http)
        return try await probe(
            Target(name: "target", url: url, module: module, interval: .seconds(60), timeout: timeout), tracing: true)
    }
}

extension ProbeReport {
    /// What was seen of HTTP.
    var seen: HTTPObservation { http ?? HTTPObservation() }
}

/// Knows the names a test gives it, and fails for all others as a resolver without a network does.
struct FixedResolver: HostResolver {
    private let names: [String: [String]]

    init(_ names: [String: [String]]) {
        self.names = names
    }

    func addresses(of host: String, within time: Duration, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        guard let addresses = names[host] else {
            return loop.makeFailedFuture(ResolutionFailure.failed("Name or service not known"))
        }
        return loop.makeCompletedFuture { try addresses.map { try SocketAddress(ipAddress: $0, port: 0) } }
    }
}

/// Never answers.
final class HungResolver: HostResolver {
    private let asked = Mutex<[EventLoopPromise<[SocketAddress]>]>([])

    deinit {
        for promise in asked.withLock({ $0 }) { promise.fail(ResolutionFailure.failed("gone")) }
    }

    func addresses(of host: String, within time: Duration, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let promise = loop.makePromise(of: [SocketAddress].self)
        asked.withLock { $0.append(promise) }
        return promise.futureResult
    }
}
