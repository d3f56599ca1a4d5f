import NinesSLO
import NinesSLOTools

/// Makes what the `indicator` of Nines' own documents says.
struct IndicatorReader {
    /// Of the SLO: what a composite's parts belong to unless they say otherwise.
    let service: String

    /// Nil when something had to be reported.
    func indicator(_ section: Section<IndicatorKeys>) -> Indicator? {
        section[IndicatorKeys.probe].flatMap(probe) ?? section[IndicatorKeys.events].flatMap(events)
            ?? section[IndicatorKeys.latency].flatMap(latency)
            ?? section[IndicatorKeys.availability].flatMap(availability)
            ?? section[IndicatorKeys.ratio].flatMap(ratio) ?? section[IndicatorKeys.threshold].flatMap(threshold)
            ?? section[IndicatorKeys.throughput].flatMap(throughput)
            ?? section[IndicatorKeys.freshness].flatMap(freshness)
            ?? section[IndicatorKeys.composite].flatMap(composite)
    }

    private func probe(_ section: Section<ProbeIndicatorKeys>) -> Indicator? {
        // The exporter has applied faster_than when it counts.
        section[ProbeIndicatorKeys.target].map { .probe(ProbeIndicator(target: $0)) }
    }

    private func events(_ section: Section<EventsKeys>) -> Indicator? {
        let (good, bad) = (section[EventsKeys.good], section[EventsKeys.bad])
        return .events(
            EventIndicator(good: good, bad: bad, total: section[EventsKeys.total], by: section[EventsKeys.by] ?? []))
    }

    private func latency(_ section: Section<LatencyKeys>) -> Indicator? {
        guard let histogram = section[LatencyKeys.histogram], let threshold = section[LatencyKeys.threshold] else {
            return nil
        }
        return .latency(
            LatencyIndicator(
                histogram: histogram, threshold: threshold, buckets: section[LatencyKeys.buckets],
                // Without the key, rules find out themselves.
                native: section.field(LatencyKeys.native) == nil ? nil : section[LatencyKeys.native],
                by: section[LatencyKeys.by] ?? []))
    }

    private func availability(_ section: Section<AvailabilityKeys>) -> Indicator? {
        section[AvailabilityKeys.gauge].map {
            .availability(AvailabilityIndicator(gauge: $0, by: section[AvailabilityKeys.by] ?? []))
        }
    }

    private func ratio(_ section: Section<RatioKeys>) -> Indicator? {
        section[RatioKeys.error].map { .ratio(RatioIndicator(error: $0)) }
    }

    private func threshold(_ section: Section<ThresholdKeys>) -> Indicator? {
        guard let gauge = section[ThresholdKeys.gauge], let op = section[ThresholdKeys.op],
            let value = section[ThresholdKeys.value]
        else { return nil }
        return .threshold(
            ThresholdIndicator(gauge: gauge, op: op, value: value, by: section[ThresholdKeys.by] ?? []))
    }

    private func throughput(_ section: Section<ThroughputKeys>) -> Indicator? {
        guard let counter = section[ThroughputKeys.counter], let atLeast = section[ThroughputKeys.atLeast] else {
            return nil
        }
        return .throughput(
            ThroughputIndicator(counter: counter, atLeast: atLeast, by: section[ThroughputKeys.by] ?? []))
    }

    private func freshness(_ section: Section<FreshnessKeys>) -> Indicator? {
        guard let timestamp = section[FreshnessKeys.timestamp], let within = section[FreshnessKeys.within] else {
            return nil
        }
        return .freshness(
            FreshnessIndicator(timestamp: timestamp, within: within, by: section[FreshnessKeys.by] ?? []))
    }

    private func composite(_ section: Section<CompositeKeys>) -> Indicator? {
        guard let rule = section[CompositeKeys.rule], let sections = section[CompositeKeys.of] else { return nil }
        let parts = sections.compactMap(part)
        guard parts.count == sections.count, !section.isBroken(CompositeKeys.of) else { return nil }
        return .composite(CompositeIndicator(rule: rule, parts: parts))
    }

    private func part(_ section: Section<CompositePartKeys>) -> CompositeIndicator.Part? {
        guard let slo = section[CompositePartKeys.slo], let weight = section[CompositePartKeys.weight] else {
            return nil
        }
        return CompositeIndicator.Part(
            service: section[CompositePartKeys.service] ?? service, slo: slo, weight: weight)
    }
}

// MARK: - Values

extension ValueGrammar where Value == EventQuery {
    /// A counter's selector, or a query with a place for its window.
    static var eventQuery: Self {
        Self(.text()) { field in field.query { text throws(SLOError) in try EventQuery(text) } }
    }
}

extension ValueGrammar where Value == WindowedQuery {
    static var windowedQuery: Self {
        Self(.text()) { field in field.query { text throws(SLOError) in try WindowedQuery(text) } }
    }
}

extension ValueGrammar where Value == [Section<CompositePartKeys>] {
    static var compositeParts: Self {
        Self(.list(.section(CompositePartKeys.self), atLeast: 2)) { field in
            guard let items = field.list() else { return nil }
            if items.count < 2 { field.report("at least two SLOs are needed") }
            return items.compactMap { Section($0) }
        }
    }
}

extension ValueGrammar where Value == String {
    static var selector: Self { Self(.text()) { $0.selector() } }
    static var labelName: Self { Self(.text(pattern: "^[A-Za-z_][A-Za-z0-9_]*$")) { $0.labelName() } }
}

extension ValueGrammar where Value == Double {
    /// A duration, or a number of seconds.
    static var seconds: Self {
        Self(.either(.duration(atLeast: Field.shortestTime), .number(.positive))) { $0.seconds() }
    }
}

extension Field {
    /// Of durations; a number of seconds may be smaller.
    fileprivate static let shortestTime: Duration = .milliseconds(1)

    fileprivate func query<Query>(_ parse: (String) throws(SLOError) -> Query) -> Query? {
        guard let text = text() else { return nil }
        do throws(SLOError) {
            return try parse(text)
        } catch {
            report(error.sentence)
            return nil
        }
    }

    fileprivate func selector() -> String? {
        guard let text = text() else { return nil }
        do {
            _ = try Selector(parsing: text)
            return text
        } catch {
            report("\(Quoted.value(text)) is not a selector, such as http_requests_total{job=\"shop\"}")
            return nil
        }
    }

    fileprivate func seconds() -> Double? {
        guard let text = scalar, text != "0", Double(text) != nil else {
            return duration(atLeast: Self.shortestTime).map { $0 / .seconds(1) }
        }
        return positive()
    }

    fileprivate func labelName() -> String? {
        guard let name = text() else { return nil }
        guard LabelNames.isName(name) else {
            report("\(Quoted.value(name)) is not a label name")
            return nil
        }
        return name
    }
}
