#if os(Linux)
    import Foundation
    import TestSupport
    import Testing

    /// Clients that connect to the web server and say nothing, many more than it lets in, again and again.
    @Suite struct IdleClientTests {
        private static func setting(_ name: String, _ value: Int) -> Int {
            Int(ProcessInfo.processInfo.environment[name] ?? "") ?? value
        }

        private struct Use {
            let descriptors: Double
            let threads: Double
            let memory: Double

            init(_ page: WebPage) throws {
                descriptors = try page.value("process_open_fds")
                threads = try page.value("process_threads")
                memory = try page.value("process_resident_memory_bytes")
            }
        }

        @Test(.timeLimit(.minutes(60)))
        func `take no descriptors, threads or memory from probes, and fail none`() async throws {
            let count = Self.setting("NINES_IDLE_CLIENTS", 1_000)
            let rounds = Self.setting("NINES_IDLE_ROUNDS", 6)
            let workplace = try Workplace()
            let nginx = try Nginx(in: workplace)
            try nginx.start()
            _ = try await poll { await WebPage.get("http://127.0.0.1:\(nginx.port)/") }
            let targets = (0..<20).map {
                "  - {name: t\($0), url: 'http://127.0.0.1:\(nginx.port)/\($0)', interval: 1s}"
            }
            let file = try workplace.write("nines.yml", "targets:\n" + targets.joined(separator: "\n"))
            let port = try Workplace.freePort()
            let nines = try ChildProcess(
                Workplace.nines, ["serve", file, "--listen", "127.0.0.1:\(port)"], in: workplace)
            func page() async throws -> WebPage {
                let page = try await poll { await WebPage.get("http://127.0.0.1:\(port)/metrics") }
                return try #require(page, "\(nines.text)")
            }
            func successes(_ page: WebPage) -> Double {
                page.text.split(separator: "\n")
                    .filter { $0.hasPrefix("nines_probes_total{") && $0.contains("outcome=\"success\"") }
                    .compactMap { Double($0.drop { $0 != "}" }.dropFirst(2)) }.reduce(0, +)
            }
            var last = try await page()
            var first: Use?
            for round in 0..<rounds {
                // Those of the round before leave as these come.
                let clients = (0..<count).compactMap { _ in try? RawClient(port: port) }
                #expect(clients.count == count)
                let before = successes(last)
                let isProbing: Bool? = try await poll {
                    last = try await page()
                    return successes(last) >= before + 40 ? true : nil
                }
                #expect(isProbing == true, "\(nines.text)")
                let use = try Use(last)
                // 256 of them are let in, and 20 targets are probed.
                #expect(use.descriptors < 400)
                // The first rounds take what is kept for later ones.
                if round == min(2, rounds - 2) { first = use }
                withExtendedLifetime(clients) {}
            }
            let (start, end) = (try #require(first), try Use(last))
            #expect(end.threads <= start.threads + 4)
            #expect(end.memory < start.memory + 16 * 1_048_576, "\(start.memory) \(end.memory)")
            #expect(
                !last.text.split(separator: "\n").contains {
                    $0.hasPrefix("nines_probes_total{") && $0.contains("outcome=\"failure\"") && !$0.hasSuffix(" 0")
                })
            // The last ones have left: what they had is free.
            let isQuiet: Bool? = try await poll {
                try await Use(page()).descriptors < 80 ? true : nil
            }
            #expect(isQuiet == true)
            withExtendedLifetime(nginx) {}
        }
    }
#endif
