import Foundation
import Testing

/// Targets that hang, flood, lie and drip beside one that is well, in one exporter.
@Suite struct MisbehavingTargetTests {
    /// What a probe of each path must fail for.
    private static let reasons = [
        "silent": "timeout", "garbage": "protocol", "huge": "body_size", "drip": "timeout", "early": "closed",
        "loop": "redirect", "broken": "status",
    ]

    @Test(.timeLimit(.minutes(2))) func failWithinTheirTimeoutsForTheRightReasonAndDisturbNobody() async throws {
        let workplace = try Workplace()
        let (plain, secure) = try await startServer(in: workplace)
        var targets = Self.reasons.keys.sorted().map { ($0, "http://127.0.0.1:\(plain)/\($0)") }
        targets.append(("good", "http://127.0.0.1:\(plain)/good"))
        targets.append(("expired", "https://127.0.0.1:\(secure)/good"))
        targets.append(("nowhere", "http://nowhere.invalid/"))
        let file = try workplace.write(
            "nines.yml",
            "modules: {quick: {prober: http, timeout: 900ms}}\ntargets:\n"
                + targets.map { "  - {name: \($0), url: '\($1)', job: \($0), module: quick, interval: 1s}" }
                .joined(separator: "\n"))
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let nines = try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        func page() async -> WebPage? { await WebPage.get("http://\(address)/metrics") }
        func probes(_ page: WebPage) throws -> Double {
            try page.value(
                "nines_probes_total{job=\"good\",instance=\"http://127.0.0.1:\(plain)/good\",outcome=\"success\"}")
        }
        let first = try await poll(for: .seconds(20)) {
            guard let page = await page(), try probes(page) >= 2 else { return nil as WebPage? }
            return page
        }
        let start = ContinuousClock.now
        let before = try #require(first, "\(nines.text)")
        let last = try await poll(for: .seconds(60)) {
            guard let page = await page(), try probes(page) >= probes(before) + 10 else { return nil as WebPage? }
            return page
        }
        let elapsed = start.duration(to: .now)
        let after = try #require(last, "\(nines.text)")

        // Ten intervals of one second; the last probe may be seen a little late.
        #expect(elapsed > .seconds(8) && elapsed < .seconds(15), "\(elapsed)")
        for (name, reason) in Self.reasons.merging(["expired": "tls", "nowhere": "dns"], uniquingKeysWith: { $1 }) {
            let lines = after.text.split(separator: "\n")
            #expect(
                lines.contains {
                    $0.hasPrefix("probe_failure_info{job=\"\(name)\"") && $0.contains("reason=\"\(reason)\"")
                },
                "\(name): \(lines.filter { $0.hasPrefix("probe_failure_info{job=\"\(name)\"") })")
        }
        for line in after.text.split(separator: "\n") where line.hasPrefix("probe_duration_seconds{") {
            let duration = try #require(line.split(separator: " ").last.flatMap { Double($0) })
            #expect(duration < 1.2, "\(line)")
        }
        // Also of a certificate that is refused: that is when somebody wants to know.
        #expect(after.text.contains("probe_ssl_earliest_cert_expiry{job=\"expired\""))
        let growth = try after.value("process_resident_memory_bytes") - before.value("process_resident_memory_bytes")
        #expect(growth < 20_000_000, "grew by \(growth) bytes while 16 MiB a second were read")
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
        let ports = try await poll(for: .seconds(20)) {
            let ports = server.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            return ports.count == 2 ? ports : nil
        }
        guard let ports else { throw Unexpected("the server does not start: \(server.text)") }
        workplace.keep(server)
        return (ports[0], ports[1])
    }
}
