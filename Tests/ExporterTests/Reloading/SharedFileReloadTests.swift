import NIOPosix
import NinesMetrics
import Testing

@testable import nines

/// A reload has the files read that probes share.
struct SharedFileReloadTests {
    @Test func `a reload says which roots cannot be read, and goes on`() async throws {
        let log = LogLines()
        let exporter = try Exporter(
            Configuration(modules: [:], targets: [], slos: []), registry: Registry(),
            group: MultiThreadedEventLoopGroup.singleton, logger: log.logger)
        var module = Module.http2xx
        module.http.tls.caFile = "/nowhere/ca.pem"
        func target(_ url: String) -> Target {
            Target(name: url, url: url, module: module, interval: .seconds(60), timeout: .seconds(1))
        }
        // No file is needed for the first.
        try await exporter.apply(Configuration(modules: [:], targets: [target("http://a.example/")], slos: []))
        #expect(log.all == [])
        try await exporter.apply(Configuration(modules: [:], targets: [target("https://a.example/")], slos: []))
        #expect(
            log.all == [
                "warning: a file of probes cannot be used no trusted roots: /nowhere/ca.pem is not a readable PEM file "
                    + "(tried again after 10 s, or at a reload)"
            ])
        await exporter.fleet.end(grace: .zero)
    }
}
