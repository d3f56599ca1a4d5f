import NinesSLO
import NinesSLOTools

/// Reads the `indicator` of Nines' own documents.
struct IndicatorReader {
    /// Of durations; a number of seconds may be smaller.
    static let shortestTime: Duration = .milliseconds(1)

    /// Of the SLO: what a composite's parts belong to unless they say otherwise.
    let service: String

    /// Nil when something had to be reported.
    func indicator(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: IndicatorKey.self) else { return nil }
        let kinds = IndicatorKey.allCases.filter { section[$0] != nil }
        guard kinds.count == 1, let kind = kinds.first, let inner = section[kind] else {
            field.report(
                "exactly one of \(IndicatorKey.allCases.map(\.rawValue).joined(separator: ", ")) is needed")
            return nil
        }
        switch kind {
        case .probe: return probe(inner)
        case .events: return events(inner)
        case .latency: return latency(inner)
        case .availability: return availability(inner)
        case .ratio: return ratio(inner)
        case .threshold: return threshold(inner)
        case .throughput: return throughput(inner)
        case .freshness: return freshness(inner)
        case .composite: return composite(inner)
        }
    }

    private func probe(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: ProbeIndicatorKey.self) else { return nil }
        // The exporter has applied it when it counts; a mistake in it is one here too.
        let fasterThan = section[.fasterThan].map { $0.duration(atLeast: ProbeIndicatorKey.shortestThreshold) }
        guard let target = section.required(.target)?.text(), fasterThan != .some(nil) else { return nil }
        return .probe(ProbeIndicator(target: target))
    }

    private func events(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: EventsKey.self) else { return nil }
        let reader = QueryReader(warnings: field.log)
        let keys: [EventsKey] = [.good, .bad, .total]
        let queries = keys.map { section[$0].map(reader.nines) }
        guard let by = labels(section[.by]), !queries.contains(where: { $0 == .some(nil) }) else { return nil }
        guard queries.count(where: { $0 != nil }) == 2 else {
            field.report("exactly two of good, bad and total are needed")
            return nil
        }
        return .events(
            EventIndicator(good: queries[0] ?? nil, bad: queries[1] ?? nil, total: queries[2] ?? nil, by: by))
    }

    private func latency(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: LatencyKey.self) else { return nil }
        let histogram = section.required(.histogram).flatMap(selector)
        let threshold = section.required(.threshold).flatMap(seconds)
        let buckets = section[.buckets].map { $0.items().map { $0.number() } }
        let native = section[.native].map { $0.flag() }
        guard let histogram, let threshold, let by = labels(section[.by]), native != .some(nil),
            buckets?.contains(nil) != true
        else { return nil }
        return .latency(
            LatencyIndicator(
                histogram: histogram, threshold: threshold, buckets: buckets?.compactMap { $0 }, native: native ?? nil,
                by: by))
    }

    private func availability(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: AvailabilityKey.self),
            let gauge = section.required(.gauge).flatMap(selector), let by = labels(section[.by])
        else { return nil }
        return .availability(AvailabilityIndicator(gauge: gauge, by: by))
    }

    private func ratio(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: RatioKey.self), let error = section.required(.error),
            let text = error.text()
        else { return nil }
        do {
            return .ratio(RatioIndicator(error: try WindowedQuery(text)))
        } catch {
            section[.error]?.report(error.sentence)
            return nil
        }
    }

    private func threshold(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: ThresholdKey.self) else { return nil }
        let gauge = section.required(.gauge)?.text()
        let op = section.required(.op)?.choice(of: ThresholdIndicator.Comparison.self)
        let value = section.required(.value)?.number()
        guard let gauge, let op, let value, let by = labels(section[.by]) else { return nil }
        return .threshold(ThresholdIndicator(gauge: QueryText.tidy(gauge), op: op, value: value, by: by))
    }

    private func throughput(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: ThroughputKey.self) else { return nil }
        let counter = section.required(.counter).flatMap(selector)
        let atLeast = section.required(.atLeast)?.number()
        guard let counter, let atLeast, let by = labels(section[.by]) else { return nil }
        return .throughput(ThroughputIndicator(counter: counter, atLeast: atLeast, by: by))
    }

    private func freshness(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: FreshnessKey.self) else { return nil }
        let timestamp = section.required(.timestamp).flatMap(selector)
        let within = section.required(.within).flatMap(seconds)
        guard let timestamp, let within, let by = labels(section[.by]) else { return nil }
        return .freshness(FreshnessIndicator(timestamp: timestamp, within: within, by: by))
    }

    private func composite(_ field: Field) -> Indicator? {
        guard let section = Section(field, keys: CompositeKey.self) else { return nil }
        let rule = section.required(.rule)?.choice(of: CompositeIndicator.Rule.self)
        let parts = (section.required(.of)?.items() ?? []).map(part)
        guard let rule, !parts.contains(where: { $0 == nil }) else { return nil }
        guard parts.count > 1 else {
            (section[.of] ?? field).report("at least two SLOs are needed")
            return nil
        }
        return .composite(CompositeIndicator(rule: rule, parts: parts.compactMap { $0 }))
    }

    private func part(_ field: Field) -> CompositeIndicator.Part? {
        guard let section = Section(field, keys: CompositePartKey.self) else { return nil }
        let slo = section.required(.slo)?.name()
        let service = section[.service].map { $0.name() } ?? self.service
        let weight = section[.weight].map(positive) ?? 1
        guard let slo, let service, let weight else { return nil }
        return CompositeIndicator.Part(service: service, slo: slo, weight: weight)
    }

    // MARK: Values

    private func selector(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        do {
            _ = try Selector(parsing: text)
            return text
        } catch {
            field.report("\(Quoted.value(text)) is not a selector, such as http_requests_total{job=\"shop\"}")
            return nil
        }
    }

    /// A duration, or a number of seconds.
    private func seconds(_ field: Field) -> Double? {
        guard case .scalar(let text, _) = field.node.content, text != "0", Double(text) != nil else {
            return field.duration(atLeast: Self.shortestTime).map { $0 / .seconds(1) }
        }
        return positive(field)
    }

    private func positive(_ field: Field) -> Double? {
        guard let number = field.number() else { return nil }
        guard number > 0 else {
            field.report("it must be above 0")
            return nil
        }
        return number
    }

    /// Names of labels to group by.
    private func labels(_ field: Field?) -> [String]? {
        let names = (field?.items() ?? []).map { item -> String? in
            guard let name = item.text() else { return nil }
            guard TargetLabelReader.isLabelName(name) else {
                item.report("\(Quoted.value(name)) is not a label name")
                return nil
            }
            return name
        }
        return names.contains(nil) ? nil : names.compactMap { $0 }
    }
}
