import Foundation
import Testing

/// `nines serve` where descriptors are few.
@Suite struct DescriptorTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    /// With a soft and a hard limit of so many descriptors.
    private func serve(_ configuration: String, descriptors: Int) throws -> (process: ChildProcess, port: Int) {
        let port = try Workplace.freePort()
        let file = try workplace.write("nines.yml", configuration)
        let command =
            "ulimit -n \(descriptors) && exec '\(Workplace.nines)' serve --config '\(file)' --listen 127.0.0.1:\(port)"
        return (try ChildProcess("sh", ["-c", command], in: workplace), port)
    }

    private func page(_ port: Int) async -> WebPage? { await WebPage.get("http://127.0.0.1:\(port)/metrics") }

    @Test(.timeLimit(.minutes(10))) func `clients that hold connections leave probes enough descriptors`() async throws
    {
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let targets = (0..<8).map { "  - {name: t\($0), url: 'http://127.0.0.1:\(nginx.port)/\($0)', interval: 1s}" }
        let (nines, port) = try serve("targets:\n" + targets.joined(separator: "\n"), descriptors: 64)
        func probes(_ page: WebPage?, _ outcome: String) -> Double {
            (page?.text ?? "").split(separator: "\n")
                .filter { $0.hasPrefix("nines_probes_total{") && $0.contains("outcome=\"\(outcome)\"") }
                .compactMap { Double($0.drop { $0 != "}" }.dropFirst(2)) }.reduce(0, +)
        }
        let before: Double? = try await poll {
            let count = probes(await page(port), "success")
            return count >= 8 ? count : nil
        }
        #expect(before != nil, "\(nines.text)")
        let idle = (0..<100).compactMap { _ in try? IdleClient(port: port) }
        #expect(idle.count == 100)
        // For as long as they may say nothing, they hold all connections; then the page can be asked for again.
        let after: WebPage? = try await poll { await page(port) }
        let last = try #require(after, "\(nines.text)")
        #expect(probes(last, "success") >= (before ?? 0) + 8)
        #expect(!last.text.contains("open files"))
        #expect(try last.value("nines_web_refusals_total{reason=\"connections\"}") >= 84)
        withExtendedLifetime(idle) {}
        withExtendedLifetime(nines) {}
    }

    @Test(.timeLimit(.minutes(10))) func `a server without descriptors waits for some and serves again`() async throws {
        let silent = try ChildProcess(
            "python3",
            [
                "-c",
                """
                import socket
                server = socket.create_server(("127.0.0.1", 0), backlog=512)
                print(server.getsockname()[1], flush=True)
                held = []
                while True: held.append(server.accept())
                """,
            ], in: workplace)
        let target = try #require(try await poll { Int(silent.text.dropLast()) })
        var lines = ["modules: {short: {prober: http, timeout: 3s}}", "targets:"]
        lines += (0..<100).map {
            "  - {name: t\($0), url: 'http://127.0.0.1:\(target)/\($0)', module: short, interval: 6s}"
        }
        let (nines, port) = try serve(lines.joined(separator: "\n"), descriptors: 44)
        let exhausted: Bool? = try await poll {
            await page(port)?.text.contains("Too many open files") == true ? true : nil
        }
        #expect(exhausted == true, "\(nines.text)")
        // Some of these find no descriptor; all are answered once there is one.
        for _ in 0..<10 { #expect(await page(port)?.status == 200) }
        #expect(nines.isRunning, "\(nines.text)")
    }
}

/// Connects and says nothing.
private final class IdleClient {
    private let descriptor: Int32

    init(port: Int) throws {
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Unexpected("nobody listens on port \(port)") }
    }

    deinit { close(descriptor) }
}
