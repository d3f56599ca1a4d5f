#if os(Linux)
    import Foundation
    import Testing

    /// A `nines serve` whose wall clock is set ahead and back while it runs.
    @Suite struct WallClockTests {
        /// Debian's `faketime`, for programs with threads.
        private static let library = ["x86_64", "aarch64"]
            .map { "/usr/lib/\($0)-linux-gnu/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }

        /// How many times the clock is set.
        private static let steps = Int(ProcessInfo.processInfo.environment["NINES_CLOCK_STEPS"] ?? "") ?? 6

        private let workplace: Workplace
        private let clock: String

        init() throws {
            workplace = try Workplace()
            clock = workplace.path("clock").path()
        }

        private func set(_ offset: String) throws {
            // At once or not at all: it is read whenever somebody asks for the time.
            try (offset + "\n").write(toFile: clock, atomically: true, encoding: .utf8)
        }

        private func serve(_ port: Int, nginx: Nginx) throws -> ChildProcess {
            let file = try workplace.write(
                "nines.yml",
                """
                targets: [{name: up, url: "http://127.0.0.1:\(nginx.port)/", interval: 100ms}]
                slos: [{name: up, service: shop, objective: 0.9, window: 1h, indicator: {probe: {target: up}}}]
                state: {path: nines.db, interval: 100ms}
                """)
            // The shell is there because the library changes the environment of the first program that it is in, behind
            // whose arguments Swift looks for its own.
            return try ChildProcess(
                "env",
                [
                    "LD_PRELOAD=\(Self.library ?? "")", "FAKETIME_TIMESTAMP_FILE=\(clock)", "FAKETIME_NO_CACHE=1",
                    "FAKETIME_DONT_FAKE_MONOTONIC=1", "sh", "-c", "exec \"$0\" \"$@\"", Workplace.nines, "serve", file,
                    "--listen", "127.0.0.1:\(port)",
                ], in: workplace)
        }

        private static let good = #"nines_slo_events_total{service="shop",slo="up",outcome="good"}"#
        private static let bad = #"nines_slo_events_total{service="shop",slo="up",outcome="bad"}"#

        /// The first page with so many more good events.
        private func page(_ port: Int, more: Double, after: WebPage? = nil) async throws -> WebPage? {
            let before = try after?.value(Self.good) ?? 0
            return try await poll {
                guard let page = await WebPage.get("http://127.0.0.1:\(port)/metrics") else { return nil }
                return try page.value(Self.good) >= before + more ? page : nil
            }
        }

        private func expectNothingBad(_ page: WebPage) throws {
            #expect(try page.value(Self.bad) == 0)
            for line in page.text.split(separator: "\n") where line.hasPrefix("nines_slo_alert_state{") {
                #expect(line.hasSuffix(" 0"), "\(line)")
            }
            #expect(try page.value("nines_state_persist_failures_total") == 0)
        }

        @Test(
            .enabled(if: library != nil, "faketime is not installed"), .timeLimit(.minutes(30)))
        func `steps of the wall clock stop no probe, make up no event, and are no obstacle to a restart`() async throws
        {
            let nginx = try Nginx(in: workplace)
            try nginx.start()
            _ = try await poll { await WebPage.get("http://127.0.0.1:\(nginx.port)/") }
            let port = try Workplace.freePort()
            try set("+0")
            var nines = try serve(port, nginx: nginx)
            var last = try #require(try await page(port, more: 5), "\(nines.text)")
            for step in 0..<Self.steps {
                try set(["-1d", "+1d", "-10m", "+0", "+30d", "-1h"][step % 6])
                last = try #require(try await page(port, more: 10, after: last), "\(nines.text)")
                try expectNothingBad(last)
                #expect(await WebPage.get("http://127.0.0.1:\(port)/-/ready")?.status == 200)
            }
            nines.signal(SIGTERM)
            #expect(try await nines.exitCode() == 0, "\(nines.text)")
            // On a clock that is right again.
            try set("+0")
            nines = try serve(port, nginx: nginx)
            let after = try #require(try await page(port, more: 5), "\(nines.text)")
            try expectNothingBad(after)
            #expect(try after.value("nines_state_damaged_files_total") == 0)
            withExtendedLifetime(nginx) {}
        }
    }
#endif
