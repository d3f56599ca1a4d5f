import Foundation
import Testing

/// Targets that hang, flood, lie and drip beside one that is well, in one exporter.
@Suite struct MisbehavingTargetTests {
    /// What a probe of each path must fail for. The server of these two never ends its answers: they use their time up.
    private static let endless = ["silent": "timeout", "drip": "timeout"]
    /// These are told by what comes. They may take their time to, on a busy machine: 16 MiB of the huge body are read.
    private static let told = [
        "garbage": "protocol", "huge": "body_size", "early": "closed", "loop": "redirect", "broken": "status",
        "expired": "tls", "nowhere": "dns",
    ]
    private static let reasons = endless.merging(told) { $1 }

    @Test(.timeLimit(.minutes(10))) func `fail within their timeouts for the right reason and disturb nobody`()
        async throws
    {
        let workplace = try Workplace()
        let (plain, secure) = try await startServer(in: workplace)
        let file = try workplace.write("nines.yml", Self.configuration(plain: plain, secure: secure))
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let nines = try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        func page(_ isEnough: (ProbePage) -> Bool) async throws -> ProbePage {
            let page: ProbePage? = try await poll {
                let asked = ContinuousClock.now
                guard let page = await WebPage.get("http://\(address)/metrics") else { return nil }
                let read = ProbePage(page: page, asked: asked, answered: .now)
                return isEnough(read) ? read : nil
            }
            return try #require(page, "\(nines.text)")
        }
        // Each has been read from, so the memory for it has been taken.
        let before = try await page { page in
            page.probes("good", "success") >= 2 && Self.reasons.keys.allSatisfy { page.probes($0, "failure") >= 2 }
        }
        // A probe that hung would be the last of its target. Those that use their time up would not end for a minute.
        let after = try await page { page in
            page.probes("good", "success") >= before.probes("good", "success") + 10
                && Self.reasons.keys.allSatisfy { page.probes($0, "failure") >= before.probes($0, "failure") + 3 }
                && Self.reasons.allSatisfy { page.fails($0, for: $1) }
        }
        for (name, reason) in Self.endless {
            #expect(after.failures(name) == after.failures(name, for: reason), "\(name)")
        }

        // The one that is well is probed at its place in each interval of 3 s, come what may: between two pages as
        // often as intervals fit, one more or less for where they begin, and one for a probe that a page came in the
        // middle of. A page is made between the question and the answer. None is left out, unless one takes more than 3
        // s.
        let probes = after.probes("good", "success") - before.probes("good", "success")
        #expect(after.probes("good", "failure") == 0)
        #expect(probes >= before.answered.duration(to: after.asked) / .seconds(3) - 2, "\(probes)")
        #expect(probes <= before.asked.duration(to: after.answered) / .seconds(3) + 2, "\(probes)")
        // Also of a certificate that is refused: that is when somebody wants to know.
        #expect(after.page.text.contains("probe_ssl_earliest_cert_expiry{job=\"expired\""))
        let growth =
            try after.page.value("process_resident_memory_bytes")
            - before.page.value("process_resident_memory_bytes")
        #expect(growth < 20_000_000, "grew by \(growth) bytes while 16 MiB were read again and again")
    }

    private static func configuration(plain: Int, secure: Int) -> String {
        var targets = endless.keys.sorted().map { ($0, "http://127.0.0.1:\(plain)/\($0)", "quick", "1s") }
        targets += told.keys.sorted().map { name in
            switch name {
            case "expired": (name, "https://127.0.0.1:\(secure)/good", "patient", "5s")
            case "nowhere": (name, "http://nowhere.invalid/", "patient", "5s")
            default: (name, "http://127.0.0.1:\(plain)/\(name)", "patient", "5s")
            }
        }
        targets.append(("good", "http://127.0.0.1:\(plain)/good", "steady", "3s"))
        let modules = [("quick", "900ms"), ("steady", "3s"), ("patient", "5s")]
        return "modules:\n" + modules.map { "  \($0): {prober: http, timeout: \($1)}\n" }.joined() + "targets:\n"
            + targets.map { "  - {name: \($0), url: '\($1)', job: \($0), module: \($2), interval: \($3)}" }
            .joined(separator: "\n")
    }

    /// A self-signed certificate of the past. `openssl ca` makes one where `req` and `x509` want days to come.
    private func makeExpiredCertificate(in workplace: Workplace) async throws -> (key: String, certificate: String) {
        let directory = workplace.directory.path()
        let configuration = try workplace.write(
            "ca.cnf",
            """
            [ca]
            default_ca = this
            [this]
            database = \(directory)/index
            new_certs_dir = \(directory)
            rand_serial = yes
            default_md = sha256
            policy = any
            x509_extensions = names
            [any]
            commonName = supplied
            [names]
            subjectAltName = IP:127.0.0.1
            """)
        _ = try workplace.write("index", "")
        let script = """
            cd '\(directory)' &&
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out request.pem \
              -subj /CN=shop &&
            openssl ca -batch -selfsign -config '\(configuration)' -keyfile key.pem -in request.pem -out certificate.pem \
              -startdate 20200101000000Z -enddate 20200102000000Z
            """
        let made = try await ChildProcess.run("sh", ["-c", script], in: workplace)
        guard made.code == 0 else { throw Unexpected(made.text) }
        return ("\(directory)/key.pem", "\(directory)/certificate.pem")
    }

    /// The ports of the server and of the one whose certificate has expired.
    private func startServer(in workplace: Workplace) async throws -> (plain: Int, secure: Int) {
        let (key, certificate) = try await makeExpiredCertificate(in: workplace)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers/misbehaving.py")
        let server = try ChildProcess("python3", [script.path(), certificate, key], in: workplace)
        let ports = try await poll {
            let ports = server.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            return ports.count == 2 ? ports : nil
        }
        guard let ports else { throw Unexpected("the server does not start: \(server.text)") }
        workplace.keep(server)
        return (ports[0], ports[1])
    }
}

/// A metrics page, asked about targets by their jobs.
private struct ProbePage {
    let page: WebPage
    let asked: ContinuousClock.Instant
    let answered: ContinuousClock.Instant

    private func samples(_ family: String, _ job: String) -> [(labels: Substring, value: Double)] {
        page.text.split(separator: "\n").filter { $0.hasPrefix("\(family){job=\"\(job)\"") }.compactMap { line in
            guard let end = line.lastIndex(of: " "), let value = Double(line[line.index(after: end)...]) else {
                return nil
            }
            return (line[..<end], value)
        }
    }

    func probes(_ job: String, _ outcome: String) -> Double {
        samples("nines_probes_total", job).filter { $0.labels.contains("outcome=\"\(outcome)\"") }
            .reduce(0) { $0 + $1.value }
    }

    func failures(_ job: String, for reason: String? = nil) -> Double {
        samples("nines_probe_failures_total", job)
            .filter { sample in reason.map { sample.labels.contains("reason=\"\($0)\"") } ?? true }
            .reduce(0) { $0 + $1.value }
    }

    /// Whether this is why the last probe failed.
    func fails(_ job: String, for reason: String) -> Bool {
        samples("probe_failure_info", job).contains { $0.labels.contains("reason=\"\(reason)\"") }
    }
}
