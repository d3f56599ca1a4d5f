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
        // The page comes over a connection that was there before.
        let after: WebPage? = try await poll {
            guard let page = await page(port), probes(page, "success") >= (before ?? 0) + 8,
                try page.value("nines_web_refusals_total{reason=\"connections\"}") >= 84
            else { return nil }
            return page
        }
        let last = try #require(after, "\(nines.text)")
        #expect(!last.text.contains("open files"))
        #expect(probes(last, "failure") == 0)
        withExtendedLifetime(idle) {}
        withExtendedLifetime(nines) {}
    }

    @Test(.timeLimit(.minutes(10))) func `a server without descriptors waits for some at rest and serves again`()
        async throws
    {
        let (nines, port) = try serve("targets: []", descriptors: 256)
        let cpu = "process_cpu_seconds_total"
        let before: WebPage? = try await poll { await page(port) }
        let used = try #require(before, "\(nines.text)").value(cpu)
        func limit(_ descriptors: Int) async throws {
            let command = ["--pid", "\(nines.identifier)", "--nofile=\(descriptors):"]
            #expect(try await ChildProcess.run("prlimit", command, in: workplace).code == 0)
        }
        // Fewer than it has open.
        try await limit(5)
        let curl = ["-s", "-m", "3", "http://127.0.0.1:\(port)/metrics"]
        // 28: nothing came in time.
        #expect(try await ChildProcess.run("curl", curl, in: workplace).code == 28)
        try await limit(256)
        let after = try #require(await page(port))
        #expect(after.status == 200)
        // Of 3 s; a loop that asks again and again takes more than a third of them.
        #expect(try after.value(cpu) - used < 0.5)
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
