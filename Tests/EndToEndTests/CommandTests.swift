import Foundation
import TestSupport
import Testing

/// The command line's contract: exit codes and messages.
@Suite struct CommandTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace() }

    private func nines(_ arguments: String...) async throws -> (code: Int32, text: String) {
        try await ChildProcess.run(Workplace.nines, arguments, in: workplace)
    }

    @Test func `says its version`() async throws {
        #expect(try await nines("--version") == (0, "0.1.0\n"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `prints completions as the document says`(_ shell: String) async throws {
        let answer = try await nines("--generate-completion-script", shell)
        #expect(answer.code == 0)
        for word in ["serve", "skip-unsupported", "nagios"] { #expect(answer.text.contains(word)) }
    }

    @Test(arguments: [
        [], ["serve"], ["check"], ["probe"], ["config"], ["config", "check"], ["demo"], ["slo", "backtest"],
        ["slo", "report"],
    ])
    func `explains each command`(_ command: [String]) async throws {
        let answer = try await ChildProcess.run(Workplace.nines, command + ["--help"], in: workplace)
        #expect(answer.code == 0)
        #expect(answer.text.contains("USAGE: nines"))
    }

    @Test(arguments: [
        ["nonsense"], ["serve"], ["serve", "--config"], ["check", "--config", "a", "--output", "xml"], ["probe"],
    ])
    func `exits with two for a usage error`(_ arguments: [String]) async throws {
        #expect(try await ChildProcess.run(Workplace.nines, arguments, in: workplace).code == 2)
    }

    /// What Nagios makes of a macro that came out empty, of a flag that is misspelt, and of a file that is broken: 2
    /// would be a verdict on the targets, and it shows the first line of the standard output.
    @Test func `says unknown to Nagios on a line for whatever it cannot use`() async throws {
        let broken = try workplace.write("broken.yml", "targets: |\n  a|b\n")
        let cases = [
            (["--config", "--output", "nagios"], "Missing value for '--config <file>'"),
            (["--output=nagios", "--taregt", "a"], "Unknown option '--taregt'. Did you mean '--target'?"),
            (
                ["--output", "nagios", "a.yml", "--config", "b.yml"],
                "FILE and --config name a configuration each (give one of them)"
            ),
            (["--output", "nagios", "missing.yml"], "missing.yml: cannot be read: No such file or directory"),
            (["--output", "nagios", "--config", broken], "\(broken):1: targets: must be a list, not a scalar"),
        ]
        for (arguments, message) in cases {
            let output = workplace.path("output").path()
            let program = try Program(
                [Workplace.nines, "check"] + arguments, output: output, errors: workplace.path("errors").path())
            let code: Int32? = try await poll { program.isRunning ? nil : program.exitCode() }
            #expect(code == 3)
            #expect(try String(contentsOfFile: output, encoding: .utf8) == "NINES UNKNOWN - \(message)\n")
        }
        #expect(try await nines("check", "--output", "nagios", "--help").code == 0)
    }

    @Test func `reads the file that an argument or an option names, else the one of the folder`() async throws {
        let file = try workplace.write("nines.yml", "targets: [{name: a, url: 'http://127.0.0.1:1/'}]\n")
        let valid = "valid; modules: 1, targets: 1, SLOs: 0\n"
        for arguments in [[file], ["--config", file], ["--config.file", file], ["--config.file=\(file)"]] {
            let answer = try await ChildProcess.run(Workplace.nines, ["config", "check"] + arguments, in: workplace)
            #expect(answer == (0, "\(file): \(valid)"))
        }
        func inFolder(_ folder: String, _ arguments: String...) async throws -> (code: Int32, text: String) {
            try await ChildProcess.run(
                "sh", ["-c", "cd \"$0\" && exec \"$@\"", folder, Workplace.nines] + arguments, in: workplace)
        }
        let folder = workplace.directory.path()
        #expect(try await inFolder(folder, "config", "check") == (0, "nines.yml: \(valid)"))
        #expect(try await inFolder(folder, "check").code == 1)
        #expect(try await inFolder(folder, "probe", "a").code == 1)
        #expect(
            try await inFolder(folder, "slo", "report") == (2, "nines.yml: slos: there are none to report on\n"))
        let empty = workplace.path("empty").path()
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        for command in ["serve", "check"] {
            #expect(
                try await inFolder(empty, command) == (
                    2,
                    """
                    nines.yml: cannot be read: No such file or directory
                    name a configuration: FILE or --config FILE (nines config init prints one to start from)

                    """
                ))
        }
    }

    /// The flags of its units; and a file of which only a part can be used.
    @Test func `serves where blackbox_exporter did`() async throws {
        let file = try workplace.write(
            "blackbox.yml", "modules:\n  web: {prober: http}\n  ping: {prober: icmp, timeout: 5s}\n")
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let flags = ["--config.file=\(file)", "--web.listen-address=\(address)"]
        let refused = try await ChildProcess.run(Workplace.nines, ["serve"] + flags, in: workplace)
        #expect(refused.code == 2)
        #expect(refused.text.hasSuffix("icmp (1); --skip-unsupported leaves out the modules that need them\n"))
        let process = try ChildProcess(Workplace.nines, ["serve", "--skip-unsupported"] + flags, in: workplace)
        let page: WebPage? = try await poll { await WebPage.get("http://\(address)/-/healthy") }
        #expect(page?.status == 200, "\(process.text)")
        #expect(
            process.text.hasPrefix(
                "warning: \(file):3: modules.ping: left out, as it needs what is not supported yet: icmp\n"))
        // It is read again as it was read.
        process.signal(SIGHUP)
        let reloaded: Bool? = try await poll { process.text.contains("configuration reloaded") ? true : nil }
        #expect(reloaded == true, "\(process.text)")
    }

    @Test func `exits with two for a configuration that cannot be used in every command`() async throws {
        let missing = workplace.path("missing.yml").path()
        for command in [
            ["serve", "--config"], ["check", "--config"], ["config", "check"], ["probe", "x", "--config"],
        ] {
            let answer = try await ChildProcess.run(Workplace.nines, command + [missing], in: workplace)
            #expect(answer.code == 2)
            #expect(answer.text == "\(missing): cannot be read: No such file or directory\n")
        }
        let broken = try workplace.write("broken.yml", "targets:\n  - name: a\n    url: http://a/\n    intervall: 5s\n")
        let answer = try await nines("config", "check", broken)
        #expect(answer.code == 2)
        #expect(answer.text.hasPrefix("\(broken):4: targets[0].intervall: "))
    }

    @Test func `tests and reports an SLO`() async throws {
        let config = try workplace.write(
            "nines.yml",
            """
            targets: [{name: a, url: 'http://127.0.0.1:1/'}]
            slos: [{name: up, service: shop, objective: 0.99, window: 1h, indicator: {probe: {target: a}}}]
            """)
        let csv = try workplace.write("up.csv", "timestamp,good,bad\n0,590,10\n60,600,0\n120,600,0\n")
        let picture = workplace.path("up.svg")
        let backtest = try await nines(
            "slo", "backtest", "--slo", config, "--csv", csv, "--policy", "own", "--policy", "pyrra", "--svg",
            picture.path())
        #expect(backtest.code == 0)
        #expect(backtest.text.contains("\nPolicy own\n") && backtest.text.contains("\nPolicy pyrra\n"))
        #expect(try String(contentsOf: picture, encoding: .utf8).hasSuffix("</svg>\n"))
        let report = try await nines("slo", "report", "--config", config, "--csv", csv)
        #expect(report.code == 0)
        #expect(report.text.contains("shop/up  -            99%  99.4444%       44.44%"))
        #expect(report.text.contains("- shop/up: no grade. 5% of the period was watched; a grade takes 25%."))

        let broken = try workplace.write("broken.csv", "timestamp,good,total\n0,1,1\n60,2,1\n")
        for command in [["backtest", "--slo"], ["report", "--config"]] {
            let answer = try await ChildProcess.run(
                Workplace.nines, ["slo"] + command + [config, "--csv", broken], in: workplace)
            #expect(answer.code == 2)
            // Before it, the configuration's warnings about its few probes.
            #expect(answer.text.hasSuffix("\n\(broken):3: good 2: it must not be above total 1\n"))
        }
    }

    @Test func `reports a month in the zone of the SLO or the one asked for`() async throws {
        let config = try workplace.write(
            "nines.yml",
            """
            targets: [{name: a, url: 'http://127.0.0.1:1/'}]
            slos:
              - {name: rolling, service: s, objective: 0.99, window: 30d, indicator: {probe: {target: a}}}
              - name: monthly
                service: s
                objective: 0.99
                window: {calendar: month, time_zone: America/New_York}
                indicator: {probe: {target: a}}
            """)
        // From 2026-02-28T22:00:00Z on by the hour; New York's March begins at 05:00Z.
        let hours = [1, 2, 4, 0, 0, 0, 0, 8].enumerated().map { "\(1_772_316_000 + $0 * 3_600),\($1),0\n" }
        let csv = try workplace.write("a.csv", "timestamp,good,bad\n" + hours.joined())
        func events(_ arguments: String...) async throws -> [String: Int] {
            let answer = try await ChildProcess.run(
                Workplace.nines,
                ["slo", "report", "--config", config, "--csv", "rolling=\(csv)", "--csv", "monthly=\(csv)", "--output"]
                    + ["json", "--month", "2026-03"] + arguments, in: workplace)
            #expect(answer.code == 0)
            // Below the configuration's warnings.
            let start = try #require(answer.text.firstIndex(of: "{"))
            let report = try JSONDecoder().decode(Report.self, from: Data(answer.text[start...].utf8))
            return Dictionary(uniqueKeysWithValues: report.slos.map { ("\($0.slo), \($0.period.title)", $0.good) })
        }
        #expect(try await events() == ["rolling, 2026-03": 12, "monthly, 2026-03 (America/New_York)": 8])
        #expect(
            try await events("--zone", "Europe/Berlin")
                == ["rolling, 2026-03 (Europe/Berlin)": 14, "monthly, 2026-03 (America/New_York)": 8])
        let refusals = [
            (["--month", "March"], "--month: \"March\": it must be a month such as 2026-11\n"),
            (
                ["--month", "2026-03", "--zone", "CEST"],
                "--zone: \"CEST\": it must be a name of the IANA time zone database, such as Europe/Berlin or UTC\n"
            ),
        ]
        for (arguments, message) in refusals {
            let answer = try await ChildProcess.run(
                Workplace.nines, ["slo", "report", "--config", config] + arguments, in: workplace)
            #expect(answer.code == 2)
            #expect(answer.text.hasSuffix(message))
        }
    }

    private struct Report: Decodable {
        struct Card: Decodable {
            struct Period: Decodable { var title: String }
            var slo: String
            var period: Period
            var good: Int
        }
        var slos: [Card]
    }

    @Test func `accepts a usable configuration`() async throws {
        let file = try workplace.write("nines.yml", "targets: [{name: a, url: 'http://127.0.0.1:1/'}]\n")
        #expect(try await nines("config", "check", file) == (0, "\(file): valid; modules: 1, targets: 1, SLOs: 0\n"))
    }

    @Test func `refuses an address that is in use before it probes anything`() async throws {
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let file = try workplace.write(
            "nines.yml", "targets: [{name: a, url: 'http://127.0.0.1:1/'}]\nweb: {listen: '127.0.0.1:\(nginx.port)'}\n")
        let answer: (code: Int32, text: String)? = try await poll {
            guard await WebPage.get("http://127.0.0.1:\(nginx.port)/") != nil else { return nil }
            return try await nines("serve", "--config", file)
        }
        #expect(answer?.code == 2)
        #expect(answer?.text == "\(file):2: web.listen: 127.0.0.1:\(nginx.port): Address already in use\n")
        let option = try await nines("serve", "--config", file, "--listen", "127.0.0.1:\(nginx.port)")
        #expect(option == (2, "--listen: 127.0.0.1:\(nginx.port): Address already in use\n"))
        withExtendedLifetime(nginx) {}
    }

    @Test func `refuses a host it cannot listen on and a target it cannot probe`() async throws {
        let file = try workplace.write("nines.yml", "targets: [{name: a, url: 'http://127.0.0.1:1/'}]\n")
        let listen = try await nines("serve", "--config", file, "--listen", "nohost.invalid:0")
        #expect(listen == (2, "--listen: nohost.invalid:0: the host nohost.invalid is unknown\n"))
        for target in ["", "ftp://shop/", "ht tp://shop"] {
            let answer = try await nines("probe", target)
            #expect(answer.code == 2)
            #expect(answer.text.hasPrefix("TARGET: neither a target of the configuration nor a URL to probe: "))
        }
    }

    @Test func `does not show a password`() async throws {
        let answer = try await nines("probe", "http://user:secret@127.0.0.1:1/")
        #expect(answer.code == 1)
        #expect(!answer.text.contains("secret"))
    }

    @Test func `checks every target once and says which are down`() async throws {
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        _ = try await poll { await WebPage.get("http://127.0.0.1:\(nginx.port)/") }
        let dead = try Workplace.freePort()
        let file = try workplace.write(
            "nines.yml",
            """
            targets:
              - {name: shop, url: "http://127.0.0.1:\(nginx.port)/"}
              - {name: cellar, url: "http://127.0.0.1:\(dead)/"}
            """)
        let all = try await nines("check", "--config", file)
        #expect(all.code == 1)
        #expect(all.text.contains(#/\nshop    up     200   [0-9.]+ (ms|µs)\n/#), "\(all.text)")
        #expect(all.text.contains("connect_refused: 127.0.0.1:\(dead) refused the connection\n"))
        #expect(all.text.hasSuffix("1 of 2 targets up\n"))
        #expect(try await nines("check", "--config", file, "--target", "shop").code == 0)
        #expect(try await nines("check", "--config", file, "--target", "attic").code == 2)
        #expect(try await nines("check", "--config", file, "--output", "nagios").code == 2)
        #expect(try await nines("check", "--config", file, "--output", "nagios", "--target", "shop").code == 0)
        #expect(try await nines("check", "--config", "missing.yml", "--output", "nagios").code == 3)
        let json = try await nines("check", "--config", file, "--output", "json")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(json.text.utf8)) as? [String: Any])
        #expect(document["healthy"] as? Bool == false)
        #expect((document["targets"] as? [[String: Any]])?.map { $0["success"] as? Bool } == [true, false])
        let probe = try await nines("probe", "127.0.0.1:\(nginx.port)")
        #expect(probe.code == 0)
        #expect(try await nines("probe", "cellar", "--config", file).code == 1)
        withExtendedLifetime(nginx) {}
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `stops though a probe hangs`(_ number: Int32) async throws {
        // A listener that accepts nobody: the probe waits for its answer.
        let script = """
            import socket, time
            server = socket.create_server(("127.0.0.1", 0))
            print(server.getsockname()[1], flush=True)
            time.sleep(600)
            """
        let silent = try ChildProcess("python3", ["-c", script], in: workplace)
        let port = try #require(try await poll { Int(silent.text.dropLast()) })
        let file = try workplace.write(
            "nines.yml",
            """
            modules: {slow: {prober: http, timeout: 60s}}
            targets: [{name: a, url: "http://127.0.0.1:\(port)/", module: slow, interval: 60s}]
            """)
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let nines = try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        _ = try await poll { await WebPage.get("http://\(address)/-/healthy") }
        let start = ContinuousClock.now
        nines.signal(number)
        #expect(try await nines.exitCode() == 0, "\(nines.text)")
        // The probe had its time to end, and is not waited for to the end, which is a minute away. How long it has is
        // the scheduler's default: a busy machine may take its time to start and to end a process.
        let elapsed = start.duration(to: .now)
        #expect(elapsed > .seconds(2) && elapsed < .seconds(55), "\(elapsed)")
        #expect(await WebPage.get("http://\(address)/-/healthy") == nil)
        withExtendedLifetime(silent) {}
    }
}
