import Foundation
import Logging
import NIOPosix
import NinesMetrics
import TestSupport
import Testing

@testable import nines

/// One configuration with a secret in every place where the grammar allows one, and everything that is ever said about
/// it.
@Suite struct SecretOutputTests {
    /// Stands in every secret and nowhere else.
    private static let mark = "s3cret"
    private static let environment = ["TOKEN": "Bearer \(mark)-of-the-environment"]

    /// The specimen, which has every key, with secrets in it, and its targets at a server.
    private struct Stage {
        let document: JSON
        let places: [SecretPlace]
        let text: String
        let configuration: Configuration

        /// - Parameter folder: for files with secrets.
        init(port: Int, folder: String) throws {
            var document = try JSON(YAMLDocument.parse(Specimen.configuration.text, file: "specimen"))
            // Would be made in the working directory.
            document = document.replacing([.key("state")], with: nil)
            guard case .array(var targets) = document["targets"] else { throw CancellationError() }
            for index in targets.indices {
                guard case .object(var target) = targets[index] else { throw CancellationError() }
                target["target"] = nil
                target["url"] = .string("http://127.0.0.1:\(port)/\(index)")
                target["interval"] = "1s"
                target["timeout"] = "1s"
                // They do not fit into such an interval.
                target["retries"] = nil
                target["http"] = ["headers": ["X-Other": "1"]]
                targets[index] = .object(target)
            }
            document = document.replacing([.key("targets")], with: .array(targets))
            for key in ["timeout", "retries"] {
                document = document.replacing([.key("defaults"), .key(key)], with: nil)
            }
            places = SecretPlace.all(in: document, under: RootKeys.self)
            for (index, place) in places.enumerated() {
                document = document.replacing(place.path, with: try Self.value(place.kind, index, folder))
            }
            // The second one's comes from the environment.
            let path: [Place.Step] = [.key("targets"), .index(1), .key("http"), .key("headers"), .key("authorization")]
            document = document.replacing(path, with: "${TOKEN}")
            self.document = document
            text = try YAMLOutput.text(YAMLDocument.parse(JSONText.text(document), file: "nines.yml"))
            configuration = try Configuration.parse(text, file: "nines.yml", environment: environment)
        }

        private static func value(_ kind: SecretPlace.Kind, _ index: Int, _ folder: String) throws -> JSON {
            switch kind {
            case .inline: return .string("\(mark)-\(index)")
            case .file:
                try "\(mark)-\(index)\n".write(toFile: "\(folder)/\(index)", atomically: true, encoding: .utf8)
                return .string("\(folder)/\(index)")
            case .headers:
                let names = HTTPModule.Header.secretNames.sorted()
                return .object(
                    Dictionary(uniqueKeysWithValues: names.map { ($0, .string("\(mark)-\(index)-\($0)")) }))
            }
        }
    }

    private func withStage(_ body: (Stage) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-secrets-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // One target is told what it cannot follow, the other goes wrong.
        try await ScriptedServer.serve(answering: { request in
            request.target == "/0"
                ? .response("302 Found", ["Location: ftp://nowhere/"]) : .response("503 Service Unavailable")
        }) { server in
            try await body(Stage(port: server.port, folder: folder))
            // The secrets went where they should go.
            let requests = server.record.requests
            if !requests.isEmpty { #expect(requests.contains { $0.headers.joined().contains(Self.mark) }) }
        }
    }

    private func expectNoSecret(
        _ text: String, _ output: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let place = text.range(of: Self.mark) else { return }
        let start = text.index(place.lowerBound, offsetBy: -100, limitedBy: text.startIndex) ?? text.startIndex
        Issue.record("\(output) shows a secret: \(text[start..<place.upperBound])", sourceLocation: sourceLocation)
    }

    // MARK: Values

    @Test func `the configuration has every secret that the grammar knows`() async throws {
        try await withStage { stage in
            #expect(Set(stage.places.map(\.name)) == SecretPlace.names(below: RootKeys.self))
            #expect(SecretPlace.names(below: RootKeys.self).contains("HTTPKeys.headers"))
            let module = try #require(stage.configuration.modules["full"])
            #expect(module.http.headers.allSatisfy { $0.isSecret && $0.value.contains(Self.mark) })
            let target = try #require(stage.configuration.targets.dropFirst().first)
            #expect(target.module.http.headers.contains { $0.value == Self.environment["TOKEN"] })
        }
    }

    /// Keys for secrets are told by their type: this is how the test above finds one that is added.
    @Test func `a key for a secret is found in any grammar`() throws {
        enum Keys: SectionKeys {
            static let token = SecretKey("token", "The token.")
            static let name = Key("name", .text, "The name.")
            static var keys: [any AnyKey] { [name] + token.keys }
        }
        #expect(SecretPlace.names(below: Keys.self) == ["Keys.token", "Keys.token_file"])
        let places = SecretPlace.all(in: ["name": "a", "token": "b", "token_file": "c"], under: Keys.self)
        #expect(places.map(\.kind) == [.inline, .file])
    }

    @Test func `no way of printing the configuration or a part of it`() async throws {
        try await withStage { stage in
            var texts: [String] = []
            var parts: [Any] = [stage.configuration] + stage.configuration.targets
            parts += stage.configuration.modules.values.map { $0 }
            parts += stage.configuration.modules.values.flatMap(\.http.headers)
            for part in parts {
                var dumped = ""
                dump(part, to: &dumped)
                texts += ["\(part)", String(reflecting: part), dumped, String(reflecting: Mirror(reflecting: part))]
                texts += Self.strings(in: part)
            }
            for text in texts { expectNoSecret(text, "a description") }
        }
    }

    /// Every text that a debugger's view of a value finds.
    private static func strings(in value: Any, depth: Int = 0) -> [String] {
        guard depth < 20 else { return [] }
        let children = Mirror(reflecting: value).children.flatMap { strings(in: $0.value, depth: depth + 1) }
        return ["\(value)"] + children
    }

    @Test func `the resolved configuration`() async throws {
        try await withStage { stage in
            let resolved = try Configuration.resolved(stage.text, file: "nines.yml", environment: Self.environment)
            expectNoSecret(resolved, "config check --resolved")
            #expect(resolved.contains("authorization: \"\(Secret.shown)\""))
        }
    }

    // MARK: Messages

    private func problems(_ text: String) -> String {
        do throws(ConfigurationError) {
            let configuration = try Configuration.parse(text, file: "nines.yml", environment: Self.environment)
            return configuration.warnings.joined(separator: "\n")
        } catch {
            return error.problems.map(\.description).joined(separator: "\n")
        }
    }

    @Test func `what is said about mistakes beside and in secrets`() async throws {
        try await withStage { stage in
            // SLOs have none, and a thousand variants of them take their time.
            let document = stage.document.replacing([.key("slos")], with: nil)
            var variants = Spoiled.all(of: document, under: RootKeys.self).map(\.document)
            #expect(variants.count > 100)
            for place in stage.places {
                let inner: [[Place.Step]] =
                    place.kind == .headers
                    ? HTTPModule.Header.secretNames.sorted().map { place.path + [.key($0)] } : [place.path]
                let secret = JSON.string(Self.mark)
                var wrong: [JSON] = [[secret], .object([Self.mark: "x"]), ["x": secret], .string(""), .null]
                // The path of a file is no secret: a message has to say which one cannot be read.
                if place.kind != .file { wrong += [.string("\(Self.mark)\u{1}"), .string("\(Self.mark)\n")] }
                variants += inner.flatMap { path in wrong.map { document.replacing(path, with: $0) } }
                guard place.kind == .headers else { continue }
                let line = "Authorization: \(Self.mark)"
                variants += [.string(line), [.string(line)], .object([line: ""]), .object([line: .null])]
                    .map { document.replacing(place.path, with: $0) }
            }
            for variant in variants { expectNoSecret(problems(try JSONText.text(variant)), "a message") }
        }
    }

    @Test func `what is said about a file that is cut off or has lost a line`() async throws {
        try await withStage { stage in
            let lines = stage.text.split(separator: "\n", omittingEmptySubsequences: false)
            // Where the secrets are, and what leads there.
            let first = max(0, (lines.firstIndex { $0.contains(Self.mark) } ?? 0) - 10)
            let near = (first..<lines.count).filter { index in
                lines[max(0, index - 3)...min(lines.count - 1, index + 3)].contains { $0.contains(Self.mark) }
            }
            #expect(near.count > 20)
            for index in near {
                var rest = lines
                rest.remove(at: index)
                expectNoSecret(problems(rest.joined(separator: "\n")), "a message")
                let before = lines[..<index].joined(separator: "\n") + "\n"
                for length in stride(from: 0, to: lines[index].count, by: 5) {
                    expectNoSecret(problems(before + lines[index].prefix(length)), "a message")
                }
            }
        }
    }

    // MARK: What runs

    @Test func `pages, metrics, logs, and answers to reloads`() async throws {
        try await withStage { stage in
            let log = LogLines(from: .trace, keys: nil)
            let logger = log.logger
            let exporter = try Exporter(
                stage.configuration, group: MultiThreadedEventLoopGroup.singleton, logger: logger)
            await exporter.fleet.begin()
            let deadline = ContinuousClock.now + .seconds(120)
            while exporter.fleet.pending > 0, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(exporter.fleet.pending == 0)
            let path: [Place.Step] = [.key("modules"), .key("full"), .key("http"), .key("method")]
            let broken = try JSONText.text(stage.document.replacing(path, with: ["HEAD"]))
            let texts = Lock([broken, stage.text])
            let reloader = Reloader(file: "nines.yml", of: exporter, logger: logger) {
                file, _ throws(ConfigurationError) in
                let text = texts.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
                return try Configuration.parse(text, file: file, environment: Self.environment)
            }
            let site = ServedSite(
                registry: exporter.registry, overview: { OverviewPage.render(exporter.overview()) },
                reload: { await reloader.reload(.request) })
            try await site.serve { port in
                func ask(_ request: String) async throws -> String {
                    try await RawClient.exchange(
                        "\(request) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                        port: port)
                }
                for path in ["/", "/metrics", "/-/ready", "/-/healthy", "/nowhere"] {
                    expectNoSecret(try await ask("GET \(path)"), path)
                }
                let refusal = try await ask("POST /-/reload")
                #expect(refusal.contains(" 500 ") && refusal.contains("modules.full.http.method"))
                expectNoSecret(refusal, "a refused reload")
                let answer = try await ask("POST /-/reload")
                #expect(answer.contains(" 200 "))
                expectNoSecret(answer, "a reload")
            }
            await exporter.fleet.end(grace: .seconds(5))
            let lines = log.all
            #expect(lines.contains { $0.contains("probe failed") && $0.contains("redirect") }, "\(lines)")
            #expect(lines.contains { $0.contains("configuration not reloaded") })
            for line in lines { expectNoSecret(line, "the log") }
        }
    }

    @Test func `what a probe tells of its steps, and every form of a check`() async throws {
        try await withStage { stage in
            let runner = ProbeRunner.forTests()
            var reports: [CheckReport] = []
            for target in stage.configuration.targets {
                let report = try await runner.probe(target, tracing: true)
                #expect(report.failure != nil)
                expectNoSecret(ProbeText.text(target, report), "nines probe")
                expectNoSecret("\(report) \(String(reflecting: report))", "a report")
                reports.append(CheckReport(target: target, result: report))
            }
            expectNoSecret(CheckTable.text(reports), "nines check")
            expectNoSecret(try CheckJSON.text(reports), "nines check --output json")
            expectNoSecret(NagiosText.text(reports), "nines check --output nagios")
            expectNoSecret("\(reports)", "reports")
        }
    }
}
