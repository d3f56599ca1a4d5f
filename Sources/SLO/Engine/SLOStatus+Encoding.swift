internal import NinesMetrics

extension SLOStatus: Encodable {
    private enum CodingKeys: String, CodingKey {
        case service, slo, labels, objective, window, achieved, state, grade, events, since, windows, alerts
        case budgetRemaining = "budget_remaining"
        case eventsLeft = "events_left"
        case outageLeft = "outage_left_seconds"
    }

    private enum CountKeys: String, CodingKey { case good, bad }

    private enum WindowKeys: String, CodingKey {
        case window, good, bad, coverage
        case burnRate = "burn_rate"
    }

    private enum AlertKeys: String, CodingKey { case severity, factor, window, state, since }

    /// Encodes what a page such as `/slo` shows: numbers in their units, words in lower case, times as RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(definition.service, forKey: .service)
        try container.encode(definition.name, forKey: .slo)
        if !labels.isEmpty {
            var pairs = container.nestedContainer(keyedBy: AnyKey.self, forKey: .labels)
            for label in labels { try pairs.encode(label.value, forKey: AnyKey(label.name)) }
        }
        try container.encode(definition.objective, forKey: .objective)
        try container.encode(budgetWindow.name, forKey: .window)
        try container.encodeIfPresent(achieved, forKey: .achieved)
        try container.encode(state, forKey: .state)
        try container.encode(grade, forKey: .grade)
        try container.encode(budgetRemaining, forKey: .budgetRemaining)
        if parts == nil {
            try container.encode(budget.eventsLeft, forKey: .eventsLeft)
            var counts = container.nestedContainer(keyedBy: CountKeys.self, forKey: .events)
            try counts.encode(events.good, forKey: .good)
            try counts.encode(events.bad, forKey: .bad)
        }
        try container.encode(budget.outageLeft / .seconds(1), forKey: .outageLeft)
        try container.encodeIfPresent(since?.rfc3339, forKey: .since)
        var windows = container.nestedUnkeyedContainer(forKey: .windows)
        for window in self.windows {
            var entry = windows.nestedContainer(keyedBy: WindowKeys.self)
            try entry.encode(window.name, forKey: .window)
            try entry.encode(window.burnRate, forKey: .burnRate)
            try entry.encode(window.coverage, forKey: .coverage)
            guard parts == nil else { continue }
            // Slices of which parts are bad have parts, as on the metrics page.
            if definition.budgeting.unit > 1 {
                let unit = Double(definition.budgeting.unit)
                try entry.encode(Double(window.counts.good) / unit, forKey: .good)
                try entry.encode(Double(window.counts.bad) / unit, forKey: .bad)
            } else {
                try entry.encode(window.counts.good, forKey: .good)
                try entry.encode(window.counts.bad, forKey: .bad)
            }
        }
        var alerts = container.nestedUnkeyedContainer(forKey: .alerts)
        for alert in self.alerts {
            var entry = alerts.nestedContainer(keyedBy: AlertKeys.self)
            try entry.encode(alert.tier.severity, forKey: .severity)
            try entry.encode(alert.tier.factor, forKey: .factor)
            try entry.encode(DurationText.text(alert.tier.longWindow), forKey: .window)
            switch alert.state {
            case .inactive: try entry.encode("inactive", forKey: .state)
            case .pending(let since):
                try entry.encode("pending", forKey: .state)
                try entry.encode(since.rfc3339, forKey: .since)
            case .firing(let since):
                try entry.encode("firing", forKey: .state)
                try entry.encode(since.rfc3339, forKey: .since)
            }
        }
    }
}
