/// A variable of a dashboard, chosen in its head and used as `$name` in queries.
struct Variable: Sendable, Hashable, Codable {
    var type: String
    var name: String
    var label: String
    var description: String?
    /// A string, or for the kind `query` a mapping.
    var query: JSON
    var datasource: DatasourceReference?
    /// With a group: what of the query's answer is a value.
    var regex: String?
    var current: JSON?
    var options: [JSON]?
    /// 2: asked again whenever the time range changes.
    var refresh: Int?
    /// 1: by name.
    var sort: Int?
    var multi: Bool?
    var includeAll: Bool?
    var allValue: String?
    /// 0 shows it.
    var hide = 0
    var skipUrlSync = false

    /// Which Prometheus all panels ask.
    static let datasource = Variable(
        type: "datasource", name: "datasource", label: "Data source", query: "prometheus", regex: "", refresh: 1,
        multi: false, includeAll: false)

    /// One value of the label that `expression`'s series have.
    static func oneLabel(_ name: String, titled title: String, of expression: String) -> Variable {
        // An expression and not `label_values`, because two kinds of series can be asked at once.
        answers(name, titled: title, query: "query_result(\(expression))", type: 3, regex: "/\(name)=\"([^\"]*)\"/")
    }

    /// Any number of values of a label of a metric, all of them at first.
    ///
    /// - Parameter all: the pattern that stands for all values. Without one it is a list of them: for labels that also
    ///   series have which the dashboard is not about.
    static func manyLabels(
        _ name: String, titled title: String, of selector: String, label: String, all: String? = ".*"
    ) -> Variable {
        answers(name, titled: title, query: "label_values(\(selector),\(label))", type: 1).allowingAll(all)
    }

    /// Lets any number of values be chosen, and all of them at first.
    func allowingAll(_ pattern: String?) -> Variable {
        var variable = self
        variable.multi = true
        variable.includeAll = true
        variable.allValue = pattern
        variable.current = ["selected": true, "text": ["All"], "value": ["$__all"]]
        return variable
    }

    /// One of a few fixed values, the first at first. Each has a text for people and a value for queries.
    static func choice(
        _ name: String, titled title: String, _ values: [(text: String, value: String)], description: String
    ) -> Variable {
        let options = values.enumerated().map { index, choice -> JSON in
            ["selected": .boolean(index == 0), "text": .string(choice.text), "value": .string(choice.value)]
        }
        return Variable(
            type: "custom", name: name, label: title, description: description,
            query: .string(values.map { "\($0.text) : \($0.value)" }.joined(separator: ", ")), current: options.first,
            options: options, multi: false, includeAll: false)
    }

    /// - Parameter type: Grafana's number of the query's kind: 1 for values of a label, 3 for results of an expression.
    static func answers(
        _ name: String, titled title: String, query: String, type: Int, regex: String = ""
    ) -> Variable {
        Variable(
            type: "query", name: name, label: title,
            query: [
                "qryType": .number(Double(type)), "query": .string(query),
                "refId": "PrometheusVariableQueryEditor-VariableQuery",
            ],
            datasource: .prometheus, regex: regex, refresh: 2, sort: 1, multi: false, includeAll: false)
    }
}
