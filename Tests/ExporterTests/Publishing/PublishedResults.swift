import NinesMetrics
import NinesSLO
import NinesSLOTools

@testable import nines

/// Results and a configuration to publish in tests.
enum PublishedResults {
    static let targets = [
        Target(
            name: "shop", url: "https://shop.example/health", module: .http2xx, interval: .seconds(15), job: "web",
            labels: [(name: "team", value: "books")], timeout: .seconds(5)),
        Target(
            name: "cellar", url: "http://cellar:8080/", module: .http2xx, interval: .seconds(15), timeout: .seconds(5)),
    ]

    /// A success with everything that a report can have.
    static let success: ProbeReport = {
        var http = HTTPObservation()
        http.phases = HTTPObservation.Phases(
            resolve: .milliseconds(1), connect: .milliseconds(20), tls: .milliseconds(40),
            processing: .milliseconds(60),
            transfer: .milliseconds(4))
        http.statusCode = 200
        http.version = 1.1
        http.contentLength = 12
        http.bodyLength = 12
        http.redirects = 1
        http.usedTLS = true
        http.lastModified = 1_600_000_000
        var connection = ConnectionFacts()
        connection.phases.resolve = .milliseconds(1)
        connection.address = ProbedAddress(ipProtocol: 4, hash: 268_732_907, text: "192.0.2.1:443")
        connection.tls = TLSObservation(
            version: "TLS 1.3", earliestExpiry: 1_800_000_000,
            verifiedChainExpiry: 1_800_000_000,
            leaf: TLSObservation.Leaf(
                fingerprintSHA256: "ab01", subject: "CN=shop.example", issuer: "CN=Test \"CA\"",
                subjectAlternativeNames: "shop.example", serialNumber: "1f"))
        return ProbeReport(
            startedAt: 1_700_000_000, duration: .milliseconds(125), timeout: .seconds(5), verdict: .success,
            connection: connection, observation: http)
    }()

    /// A refused connection: there is nothing to say about a response.
    static let refusal: ProbeReport = {
        var http = HTTPObservation()
        http.phases.connect = .milliseconds(1)
        return ProbeReport(
            startedAt: 1_700_000_000, duration: .milliseconds(2), timeout: .seconds(5),
            verdict: .failure(
                ProbeFailure(reason: .connectRefused, message: "cellar:8080 refused the connection")),
            observation: http)
    }()

    /// No descriptor was left: it says nothing about the target.
    static let nothing = ProbeReport(
        startedAt: 1_700_000_000, duration: .milliseconds(1), timeout: .seconds(5),
        verdict: .none(NoVerdict(reason: .localResources, message: "Too many open files")))

    static var slo: ProbeSLO {
        get throws {
            ProbeSLO(
                definition: try SLODefinition(
                    name: "availability", service: "shop", objective: Objective(ratio: 0.999),
                    window: .days(30)),
                target: "shop")
        }
    }
}
