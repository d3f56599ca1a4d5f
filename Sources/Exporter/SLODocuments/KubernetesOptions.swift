import NinesSLOTools

/// What the user says of the objects that rules are written as.
struct KubernetesOptions {
    /// Instead of the document's own.
    var namespace: String?
    /// Added to the document's own, and instead of those of the same name.
    var labels: [String: String] = [:]

    /// - Parameter labels: each `key=value`.
    init(namespace: String? = nil, labels: [String] = []) throws(Unusable) {
        if let namespace, !KubernetesText.isNamespace(namespace) {
            throw Unusable(
                "--namespace: \(Quoted.value(namespace)): it must be 1 to 63 lower-case letters, digits and dashes, and "
                    + "begin and end with a letter or digit")
        }
        self.namespace = namespace
        for label in labels {
            let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, KubernetesText.isLabelKey(parts[0]), KubernetesText.isLabelValue(parts[1]) else {
                throw Unusable(
                    "--label: \(Quoted.value(label)): it must be KEY=VALUE as Kubernetes takes labels, such as "
                        + "release=prometheus")
            }
            self.labels[parts[0]] = parts[1]
        }
    }

    func applied(to metadata: PrometheusRule.Metadata) -> PrometheusRule.Metadata {
        var metadata = metadata
        metadata.namespace = namespace ?? metadata.namespace
        metadata.labels.merge(labels) { $1 }
        return metadata
    }
}
