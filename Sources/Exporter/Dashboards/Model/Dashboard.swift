import Foundation

/// A Grafana dashboard: the part of its JSON model that these dashboards use.
///
/// Source: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
struct Dashboard: Sendable, Hashable, Codable {
    /// What links and provisioning know it by: at most 40 letters, digits, `-` and `_`.
    var uid: String
    var title: String
    var description: String
    var tags: [String]
    var links: [DashboardLink]
    var templating: Templating
    var panels: [Panel]
    var time = TimeRange(from: "now-6h", to: "now")
    var refresh = "30s"
    var timezone = "browser"
    var editable = true
    /// One crosshair over all panels.
    var graphTooltip = 1
    /// Grafana 10.1 to 11 write and read this version; later ones migrate from it.
    var schemaVersion = 39
    var annotations: Annotations

    struct Templating: Sendable, Hashable, Codable {
        var list: [Variable]
    }

    struct TimeRange: Sendable, Hashable, Codable {
        var from: String
        var to: String
    }

    struct Annotations: Sendable, Hashable, Codable {
        var list: [Annotation]
    }

    /// The file's whole text: the same bytes for the same dashboard, whatever the order in which it was made.
    ///
    /// - Throws: when a number in it is not finite.
    func text() throws -> String { try Self.text(self) }

    /// As ``text()``, of anything that is made of dashboards.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}

/// A link in the dashboard's head.
struct DashboardLink: Sendable, Hashable, Codable {
    var title: String
    var type = "dashboards"
    /// The dashboards it lists.
    var tags: [String]
    var icon = "external link"
    var tooltip = ""
    var url = ""
    var asDropdown = true
    var targetBlank = false
    var includeVars = false
    var keepTime = true
}

/// Marks on every panel that has time on its axis.
struct Annotation: Sendable, Hashable, Codable {
    var name: String
    var datasource = DatasourceReference.prometheus
    var enable = true
    var iconColor: String
    var expr: String
}

/// The store that a panel or a variable asks: always the one that the dashboard's variable `datasource` chooses.
struct DatasourceReference: Sendable, Hashable, Codable {
    var type: String
    var uid: String

    static let prometheus = DatasourceReference(type: "prometheus", uid: "${datasource}")
}
