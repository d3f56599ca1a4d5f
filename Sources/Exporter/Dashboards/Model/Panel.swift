/// One box of a dashboard: a picture of queries, or a row's heading.
struct Panel: Sendable, Hashable, Codable {
    var id = 0
    var type: String
    var title: String
    var description: String?
    var gridPos = GridPosition()
    var datasource: DatasourceReference?
    var targets: [Target]?
    var fieldConfig: FieldConfig?
    /// Of the panel's kind.
    var options: JSON?
    var transformations: [JSON]?
    /// Rows only: whether it starts folded, and what is in it then.
    var collapsed: Bool?
    var panels: [Panel]?

    /// A query, as Grafana sends it.
    struct Target: Sendable, Hashable, Codable {
        var refId: String
        var datasource = DatasourceReference.prometheus
        var expr: String
        var legendFormat: String?
        /// One of the two: the value at the end of the time range, or all over it.
        var instant: Bool
        var range: Bool
        /// `time_series`, `table` or `heatmap`.
        var format: String
        var editorMode = "code"
    }

    /// Says in a description that a panel may be empty while all is well, and when. A test looks for it where a query
    /// has no answer.
    static let emptyMark = "Empty "
}

/// Where a panel is, in a grid that is 24 units wide and as high as it needs to be.
struct GridPosition: Sendable, Hashable, Codable {
    var x = 0
    var y = 0
    var w = 0
    var h = 0
}

/// How a panel shows its values.
struct FieldConfig: Sendable, Hashable, Codable {
    var defaults: Field
    var overrides: [Override] = []

    struct Field: Sendable, Hashable, Codable {
        var unit: String?
        var decimals: Int?
        var min: Double?
        var max: Double?
        /// What stands where there is no value.
        var noValue: String?
        var thresholds: Thresholds?
        var mappings: [JSON]?
        var color: JSON?
        var links: [JSON]?
        /// Of the panel's kind.
        var custom: JSON?
    }

    struct Override: Sendable, Hashable, Codable {
        var matcher: Matcher
        var properties: [Property]
    }

    struct Matcher: Sendable, Hashable, Codable {
        var id: String
        var options: String
    }

    struct Property: Sendable, Hashable, Codable {
        var id: String
        var value: JSON
    }
}

/// Colours from values on.
struct Thresholds: Sendable, Hashable, Codable {
    var mode = "absolute"
    var steps: [Step]

    struct Step: Sendable, Hashable, Codable {
        /// Where the colour begins; nil for the first, which begins nowhere.
        var value: Double?
        var color: String

        /// Writes the null of the first step, which Grafana wants to see.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(value, forKey: .value)
            try container.encode(color, forKey: .color)
        }
    }

    /// - Parameter base: the colour below the first of `steps`.
    init(_ base: String, _ steps: (from: Double, color: String)...) {
        self.init(base, steps: steps)
    }

    init(_ base: String, steps: [(from: Double, color: String)]) {
        self.steps = [Step(value: nil, color: base)] + steps.map { Step(value: $0.from, color: $0.color) }
    }
}
