import Foundation
import Testing

@testable import nines

/// Files that have no document of a grammar that is read.
@Suite struct UnreadGrammarTests {
    private func answer(_ text: String) -> String {
        do {
            let set = try SLODocumentSet.parse([("a.yml", text)])
            return "taken: \(set.warnings.map(\.description))"
        } catch {
            return "\(error)"
        }
    }

    private static let known = "(known: openslo/v1, openslo/v1alpha, sloth.slok.dev/v1)"

    @Test(arguments: [
        (
            "apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\n",
            "a.yml:1: apiVersion: \"pyrra.dev/v1alpha1\" (pyrra) is not supported for ServiceLevelObjective \(known)"
        ),
        (
            "apiVersion: sre.google.com/v2\nkind: ServiceLevelObjective\n",
            "a.yml:1: apiVersion: \"sre.google.com/v2\" (slo-generator) is not supported for ServiceLevelObjective \(known)"
        ),
        (
            "service_name: a\nslo_name: b\nslo_target: 0.9\n",
            "a.yml:1: the grammar of slo-generator is not supported (known: nines/v1, prometheus/v1, openslo/v1, "
                + "openslo/v1alpha, sloth.slok.dev/v1)"
        ),
        (
            "apiVersion: n9/v1alpha\nkind: SLO\n",
            "a.yml:1: apiVersion: \"n9/v1alpha\" (Nobl9) is not supported for SLO \(known)"
        ),
        (
            "apiVersion: example.com/v1\n---\n",
            "a.yml:1: apiVersion: \"example.com/v1\" is not supported for no kind \(known)"
        ),
        (
            "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: pyrra.dev/v1alpha1\n    kind: ServiceLevelObjective\n",
            "a.yml:4: items[0].apiVersion: \"pyrra.dev/v1alpha1\" (pyrra) is not supported for ServiceLevelObjective "
                + known
        ),
        (
            "apiVersion: v1\nkind: ConfigMap\n",
            "taken: [\"a.yml:1: a document of kind \\\"ConfigMap\\\" is not an SLO\", \"a.yml:1: no SLO is in it\"]"
        ),
    ])
    func `a file of another grammar alone is refused by name`(_ text: String, _ message: String) {
        #expect(answer(text) == message)
    }

    @Test func `beside an SLO it is a warning`() {
        let slo = """
            version: prometheus/v1
            service: s
            slos: [{name: a, objective: 99, sli: {raw: {error_ratio_query: 'x[{{.window}}]'}}, alerting: {}}]
            ---
            apiVersion: pyrra.dev/v1alpha1
            kind: ServiceLevelObjective

            """
        #expect(
            answer(slo)
                == "taken: [\"a.yml:5: apiVersion: \\\"pyrra.dev/v1alpha1\\\" (pyrra) is not supported for "
                + "ServiceLevelObjective (known: openslo/v1, openslo/v1alpha, sloth.slok.dev/v1)\"]")
    }

    @Test func `a folder is its documents`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect {
            try DocumentFolder.files(of: [folder.path])
        } throws: { error in
            "\(error)" == "\(folder.path): no .yml or .yaml file with documents is in this folder"
        }
        for name in [
            "b.yaml", "a.yml", "a.rules.yml", "a.rules.test.yml", "a.prometheusrule.yml", ".hidden.yml", "c.txt",
        ] {
            try Data().write(to: folder.appending(path: name))
        }
        #expect(
            try DocumentFolder.files(of: ["x.yml", folder.path]) == [
                "x.yml", folder.path + "/a.yml", folder.path + "/b.yaml",
            ])
    }
}
