import NIOCore
import NIOPosix
import NinesExposition
import NinesMetrics
import TestSupport
import Testing

@testable import nines

/// How busy the look-ups of names are.
struct ResolverMetricsTests {
    @Test func `each look-up has one state`() async throws {
        let gate = Latch()
        let resolver = SystemResolver(limits: .init(threads: 2)) { _, _ in
            gate.wait()
            return HostLookUp(result: .failure(.failed("none")), end: .answered)
        }
        let registry = Registry()
        try ResolverMetrics.register(resolver, in: registry)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answers = (0..<5).map {
            resolver.addresses(of: "name-\($0).example", within: .seconds(600), on: loop)
        }
        let page = ExpositionBody(registry.collect(), format: .text).text
        #expect(
            page.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                #"nines_resolver_lookups{state="hung"} 0"#, #"nines_resolver_lookups{state="running"} 2"#,
                #"nines_resolver_lookups{state="waiting"} 3"#, "nines_resolver_threads_limit 2",
            ])
        gate.open()
        for answer in answers { _ = try? await answer.get() }
    }
}
