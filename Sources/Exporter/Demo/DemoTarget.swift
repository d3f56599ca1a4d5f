import Hummingbird
import Logging
import NIOCore

/// The service that `nines demo` probes: shipments from an SQLite database, on a loopback port of its own.
struct DemoTarget: Sendable {
    let table: ShipmentTable
    let phases: PhaseSwitch
    var latency: Duration = .milliseconds(300)
    var hold: Duration = .seconds(10)

    /// Listens on 127.0.0.1 for as long as `body` runs; then closes every connection.
    ///
    /// - Parameters:
    ///   - port: 0 lets the system choose.
    ///   - body: called with the port once it listens.
    /// - Throws: what `body` throws, or `IOError` when the port cannot be listened on.
    func serve<Result: Sendable>(
        port: Int = 0, logger: Logger, _ body: (_ port: Int) async throws -> Result
    ) async throws -> Result {
        let (ports, announced) = AsyncThrowingStream<Int, any Error>.makeStream()
        let application = application(port: port, logger: logger) { announced.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await application.run()
                    announced.finish()
                } catch {
                    announced.finish(throwing: error)
                }
            }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = try await iterator.next() else { throw CancellationError() }
            return try await body(port)
        }
    }

    private func application(
        port: Int, logger: Logger, onListening: @escaping @Sendable (Int) -> Void
    ) -> some ApplicationProtocol {
        var quiet = logger
        // The server calls being stopped an error. What goes wrong is in its answers, and the probes say it.
        quiet.logLevel = .critical
        let service = ShipmentsService(
            table: table, phases: phases, misbehaviour: Misbehaviour(phases: phases, latency: latency, hold: hold))
        return Application(
            router: service.router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? port) },
            logger: quiet)
    }
}
