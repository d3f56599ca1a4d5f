import Foundation
import NinesSLOTools
import Testing

@testable import nines

/// What `nines slo rules --format operator` writes.
@Suite struct PrometheusRuleOutputTests {
    private static func slos(_ name: String, in service: String = "shop") -> String {
        "slos:\n  - {name: \(name), service: \(service), objective: 0.99, window: 7d, "
            + "indicator: {events: {bad: b_total, total: t_total}}}\n"
    }

    private static let resource = """
        apiVersion: sloth.slok.dev/v1
        kind: PrometheusServiceLevel
        metadata:
          name: sloth-home
          namespace: web
          labels: {prometheus: k8s, "bad key": x}
        spec:
          service: home
          slos:
            - name: up
              objective: 99.9
              sli: {events: {errorQuery: 'sum(rate(b[{{.window}}]))', totalQuery: 'sum(rate(t[{{.window}}]))'}}
              alerting: {name: Burn}

        """

    private func output(_ texts: (path: String, text: String)...) throws -> RulesOutput {
        try RulesOutput(SLODocumentSet.parse(texts), flavor: .prometheus)
    }

    /// Lines above the groups.
    private func heads(_ text: String) -> [[String]] {
        text.components(separatedBy: "---\n").map { object in
            object.split(separator: "\n").map(String.init).prefix { $0 != "spec:" }.dropFirst(3).map { $0 }
        }
    }

    @Test func `a file is an object and a resource of sloths stays one`() throws {
        let output = try output(("x/My_SLOs.yml", Self.slos("a")), ("home.yml", Self.resource))
        #expect(
            try heads(output.objects(KubernetesOptions())) == [
                ["metadata:", "  name: my-slos", "  labels:", "    app.kubernetes.io/managed-by: nines"],
                [
                    "metadata:", "  name: sloth-home", "  namespace: web", "  labels:",
                    "    app.kubernetes.io/managed-by: nines", "    prometheus: k8s",
                ],
            ])
        let options = try KubernetesOptions(
            namespace: "monitoring", labels: ["release=kube-prometheus", "prometheus="])
        #expect(
            try heads(output.objects(options)).last == [
                "metadata:", "  name: sloth-home", "  namespace: monitoring", "  labels:",
                "    app.kubernetes.io/managed-by: nines", "    prometheus: \"\"", "    release: kube-prometheus",
            ])
    }

    @Test func `objects that would replace each other are refused`() throws {
        let output = try output(("a/x.yml", Self.slos("a")), ("b/X.yml", Self.slos("b")))
        #expect {
            try output.objects(KubernetesOptions())
        } throws: { error in
            "\(error)".contains("two documents give a PrometheusRule called x, of which one would replace the other")
        }
    }

    @Test(
        arguments: [
            (["release"], nil, "--label: \"release\": it must be KEY=VALUE"),
            (["a b=c"], nil, "--label: \"a b=c\": it must be KEY=VALUE"),
            ([], "Web", "--namespace: \"Web\": it must be 1 to 63 lower-case letters"),
        ] as [([String], String?, String)])
    func `what kubernetes would refuse is refused`(_ labels: [String], _ namespace: String?, _ message: String) {
        #expect {
            try KubernetesOptions(namespace: namespace, labels: labels)
        } throws: { error in
            (error as? Unusable)?.message.contains(message) == true
        }
    }

    @Test func `the object stands beside the rules that promtool reads`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = try output(("slos.yml", Self.slos("a")))
        try output.write(to: folder.path, kubernetes: KubernetesOptions())
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "slos.prometheusrule.yml", "slos.rules.test.yml", "slos.rules.yml",
            ])
        func lines(_ name: String) throws -> [Substring] {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
        }
        // The same groups, one level further in.
        let plain = try lines("slos.rules.yml").dropFirst().map { $0.isEmpty ? "" : "  " + $0 }
        #expect(try lines("slos.prometheusrule.yml").suffix(plain.count).map(String.init) == plain)
    }
}
