/// Grammars that are known by name and not read.
enum UnreadGrammar {
    /// Groups of `apiVersion` by which tools are known. OpenSLO 2 has another group than its version 1.
    private static let groups = [
        "pyrra.dev": "pyrra", "sre.google.com": "slo-generator", "n9": "Nobl9", "openslo.com": "OpenSLO 2",
        "slo.ext.grafana.app": "Grafana SLO", "monitoring.coreos.com": "the Prometheus operator",
        "datadoghq.com": "Datadog",
    ]

    /// The tool whose documents have such an `apiVersion`; nil for one that is not known.
    static func tool(apiVersion: String) -> String? {
        groups[String(apiVersion.prefix { $0 != "/" })]
    }

    /// The tool whose documents have no `apiVersion` and such keys.
    static func tool(keys: [String]) -> String? {
        // slo-generator before its version 2.
        keys.contains("slo_name") && keys.contains("slo_target") ? "slo-generator" : nil
    }

    /// Whether it is Kubernetes' own, such as `v1` or `networking.k8s.io/v1`: objects that stand beside SLOs in a file
    /// or a folder, and are none.
    static func isKubernetes(apiVersion: String) -> Bool {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false)
        guard let group = parts.first else { return false }
        return parts.count == 1 ? isVersion(group) : group.hasSuffix(".k8s.io") || builtIn.contains(String(group))
    }

    private static let builtIn: Set<String> = ["apps", "autoscaling", "batch", "extensions", "policy"]

    private static func isVersion(_ text: Substring) -> Bool {
        text.first == "v" && text.dropFirst().first?.isNumber == true
    }
}
