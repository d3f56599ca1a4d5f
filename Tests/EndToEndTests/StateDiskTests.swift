#if os(Linux)
    import Foundation
    import NinesSLO
    import TestSupport
    import Testing

    @testable import nines

    /// A `nines serve` whose disk is full, or whose folder may not be written to, for a while: it goes on counting, and
    /// writes everything once it can.
    @Suite struct StateDiskTests {
        private let workplace: Workplace
        private let folder: String

        init() throws {
            workplace = try Workplace()
            folder = workplace.path("state").path()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }

        /// Whether this machine lets a test have a file system of its own.
        private static let hasMounts = Self.succeeds("unshare -rm mount -t tmpfs none /mnt")
        /// Whether it lets a test run a program that a folder's mode stops, also for root.
        private static let hasModes = Self.succeeds("setpriv --bounding-set=-dac_override --inh-caps=-all true")

        private static func succeeds(_ command: String) -> Bool {
            guard let workplace = try? Workplace() else { return false }
            let words = command.split(separator: " ").map(String.init)
            guard let program = try? Program(words, output: workplace.path("output").path()) else { return false }
            return program.exitCode() == 0
        }

        /// Serves with a target that refuses every probe, so that there is an event each 100 ms.
        ///
        /// - Parameter others: so many SLOs besides, over the same target.
        private func serve(
            in wrapper: [String] = [], others: Int = 0
        ) async throws -> (process: ChildProcess, address: String) {
            let slos = (["up"] + (0..<others).map { "other-\($0)" }).map { name in
                """
                {name: \(name), service: shop, objective: 0.9, window: 1h, alerting: {tiers: []}, \
                indicator: {probe: {target: gone}}}
                """
            }
            let file = try workplace.write(
                "nines.yml",
                """
                modules: {http: {prober: http, timeout: 100ms}}
                targets: [{name: gone, url: "http://127.0.0.1:\(try Workplace.freePort())/", module: http, interval: 100ms}]
                slos: [\(slos.joined(separator: ", "))]
                state: {path: "\(folder)/nines.db", interval: 100ms, check_interval: 1s}
                """)
            let address = "127.0.0.1:\(try Workplace.freePort())"
            let command = wrapper + [Workplace.nines, "serve", "--config", file, "--listen", address]
            let process = try ChildProcess(command[0], Array(command.dropFirst()), in: workplace)
            let isUp: Bool? = try await poll {
                guard process.isRunning else { return false }
                return await WebPage.get("http://\(address)/-/healthy") == nil ? nil : true
            }
            guard isUp == true else { throw Unexpected("nines does not serve:\n\(process.text)") }
            return (process, address)
        }

        /// The first page that satisfies the condition.
        private func page(at address: String, where condition: (WebPage) throws -> Bool) async throws -> WebPage {
            let page: WebPage? = try await poll {
                guard let page = await WebPage.get("http://\(address)/metrics") else { return nil }
                return try condition(page) ? page : nil
            }
            return try #require(page)
        }

        private static let persisted = "nines_state_last_persist_success_timestamp_seconds"
        private static let failures = "nines_state_persist_failures_total"
        private static let bad = "nines_slo_events_total{service=\"shop\",slo=\"up\",outcome=\"bad\"}"

        /// A page that a later write has all of, and that write.
        private func settled(at address: String) async throws -> WebPage {
            let page = try await page(at: address) { try $0.value(Self.bad) > 0 }
            var last = try page.value(Self.persisted)
            // The second write that is new began after the page was made.
            for _ in 0..<2 {
                last = try await self.page(at: address) { try $0.value(Self.persisted) > last }.value(Self.persisted)
            }
            return page
        }

        private func events(in path: String) throws -> EventCounts {
            var counts = EventCounts.zero
            let damages = try Database(reading: path).read { connection in
                try SLOTable(connection: connection).readAll { if $0.slo == "up" { counts = $0.events } }
            }
            #expect(damages == [])
            return counts
        }

        private func lines(_ process: ChildProcess, _ message: String) -> Int {
            process.text.components(separatedBy: message).count - 1
        }

        /// Overwrites the file in a folder that is closed.
        private func damage() throws {
            #expect(chmod(folder, 0o555) == 0)
            try Data("what is this".utf8).write(to: URL(filePath: folder + "/nines.db"))
        }

        /// Gives the folder a small file system of its own, which lives as long as the workplace.
        ///
        /// - Returns: where this process sees it, and what a command begins with that is to see it too.
        private func mountSmallDisk() async throws -> (inside: String, wrapper: [String]) {
            let pidFile = workplace.path("pid").path()
            let script = "mount -t tmpfs -o size=2m none \"$0\" && echo $$ > \"$1\" && exec sleep 100000"
            workplace.keep(try ChildProcess("unshare", ["-rm", "sh", "-c", script, folder, pidFile], in: workplace))
            let pid: String? = try await poll {
                let text = try? String(contentsOfFile: pidFile, encoding: .utf8)
                return text.flatMap { $0.hasSuffix("\n") ? String($0.dropLast()) : nil }
            }
            let number = try #require(pid)
            return (
                "/proc/\(number)/root\(folder)", ["nsenter", "-t", number, "-U", "-m", "--preserve-credentials", "--"]
            )
        }

        private func fill(_ disk: String) throws {
            #expect(FileManager.default.createFile(atPath: disk + "/fill", contents: nil))
            let file = try #require(FileHandle(forWritingAtPath: disk + "/fill"))
            while (try? file.write(contentsOf: Data(repeating: 1, count: 4_096))) != nil {}
            try file.close()
        }

        /// Ends the process where it is, and reads what its file has.
        private func killed(_ process: ChildProcess, on disk: String) async throws -> EventCounts {
            process.signal(SIGKILL)
            _ = try await process.exitCode()
            let copy = workplace.path("copy-\(UUID().uuidString).db").path()
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: disk + "/nines.db" + suffix, toPath: copy + suffix)
            }
            return try events(in: copy)
        }

        @Test(.enabled(if: hasMounts), .timeLimit(.minutes(10)))
        func `a file that goes while the disk is full is written whole once there is room`() async throws {
            let (disk, wrapper) = try await mountSmallDisk()
            let (process, address) = try await serve(in: wrapper)
            _ = try await settled(at: address)
            try fill(disk)
            // Its room stays taken.
            #expect(rename(disk + "/nines.db", disk + "/old.db") == 0)
            _ = try await page(at: address) { try $0.value(Self.failures) > 3 }
            #expect(lines(process, "state cannot be written") == 1)
            #expect(lines(process, "the disk is full") + lines(process, "disk I/O error") == 1, "\(process.text)")
            #expect(unlink(disk + "/fill") == 0)
            let page = try await settled(at: address)
            #expect(lines(process, "state is written again") == 1, "\(process.text)")
            #expect(try await killed(process, on: disk).bad >= UInt64(page.value(Self.bad)))
        }

        @Test(.enabled(if: hasMounts), .timeLimit(.minutes(10)))
        func `a start on a full disk goes on from what the file has, and writes once there is room`() async throws {
            let (disk, wrapper) = try await mountSmallDisk()
            let (first, firstAddress) = try await serve(in: wrapper)
            _ = try await settled(at: firstAddress)
            // So that nothing is left beside the file.
            first.signal(SIGTERM)
            #expect(try await first.exitCode() == 0)
            try fill(disk)
            let (process, address) = try await serve(in: wrapper)
            _ = try await page(at: address) { try $0.value(Self.failures) > 3 }
            #expect(lines(process, "state cannot be written") == 1, "\(process.text)")
            #expect(unlink(disk + "/fill") == 0)
            let page = try await settled(at: address)
            #expect(lines(process, "state is written again") == 1, "\(process.text)")
            #expect(try page.value("nines_state_damaged_files_total") == 0)
            // What the first had counted, and all of the second.
            #expect(try await killed(process, on: disk).bad > UInt64(page.value(Self.bad)))
        }

        @Test(.timeLimit(.minutes(10)))
        func `a limit of file sizes is a full disk`() async throws {
            let (process, address) = try await serve()
            _ = try await settled(at: address)
            func limit(_ size: String) async throws {
                let answer = try await ChildProcess.run(
                    "prlimit", ["--pid", "\(process.identifier)", "--fsize=\(size):"], in: workplace)
                #expect(answer.code == 0, "\(answer.text)")
            }
            try await limit("4096")
            _ = try await page(at: address) { try $0.value(Self.failures) > 3 }
            #expect(process.isRunning)
            try await limit("unlimited")
            let page = try await settled(at: address)
            #expect(lines(process, "state is written again") == 1, "\(process.text)")
            #expect(try await killed(process, on: folder).bad >= UInt64(page.value(Self.bad)))
        }

        /// In pages that no write needs again, which only a check of the whole file reads.
        @Test(.timeLimit(.minutes(10)))
        func `damage under a running exporter is noticed within its check, and nothing is lost`() async throws {
            let (first, firstAddress) = try await serve(others: 100)
            _ = try await settled(at: firstAddress)
            // So that nothing is left beside the file.
            first.signal(SIGTERM)
            #expect(try await first.exitCode() == 0)
            let (process, address) = try await serve(others: 100)
            let before = try await page(at: address) { _ in true }
            #expect(try before.value("nines_state_damaged_files_total") == 0)
            let file = try #require(FileHandle(forUpdatingAtPath: folder + "/nines.db"))
            let size = try file.seekToEnd()
            #expect(size > 10 * 4_096)
            for offset in stride(from: 2 * 4_096, to: size, by: 4_096) {
                try file.seek(toOffset: offset)
                try file.write(contentsOf: Data(repeating: 0xA5, count: 64))
            }
            try file.close()
            let noticed = try await page(at: address) { try $0.value("nines_state_damaged_files_total") == 1 }
            #expect(lines(process, "the file is damaged") == 1, "\(process.text)")
            #expect(try noticed.value(Self.bad) >= before.value(Self.bad))
            let page = try await settled(at: address)
            #expect(try await killed(process, on: folder).bad > UInt64(page.value(Self.bad)))
        }

        @Test(.enabled(if: hasModes), .timeLimit(.minutes(10)))
        func
            `a damaged file in a folder that cannot be written to is replaced once it can, also one that the start finds`()
            async throws
        {
            let wrapper = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-all"]
            var kept: UInt64 = 0
            for round in 0..<2 {
                if round == 1 { try damage() }
                let (process, address) = try await serve(in: wrapper)
                if round == 0 {
                    _ = try await settled(at: address)
                    try damage()
                }
                _ = try await page(at: address) { try $0.value(Self.failures) > 3 }
                #expect(lines(process, "state cannot be written") == 1, "\(process.text)")
                #expect(chmod(folder, 0o755) == 0)
                let page = try await page(at: address) { _ in lines(process, "state is written again") == 1 }
                process.signal(SIGTERM)
                #expect(try await process.exitCode() == 0)
                kept = try events(in: folder + "/nines.db").bad
                #expect(try Double(kept) >= page.value(Self.bad))
                #expect(try page.value("nines_state_damaged_files_total") == 1)
            }
        }
    }
#endif
