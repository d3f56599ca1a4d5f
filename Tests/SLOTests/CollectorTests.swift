import NinesMetrics
import NinesSLO
import Synchronization
import TestSupport
import Testing

@Suite struct CollectorTests {
    /// The families as lines, without their help.
    private func page(_ families: [FamilySnapshot]) -> String {
        var lines: [String] = []
        for family in families {
            let descriptor = family.descriptor
            lines.append("# \(descriptor.type.rawValue) \(descriptor.name) [\(descriptor.unit ?? "")]")
            for index in 0..<family.count {
                let labels = family.labels.labels(index).map { "\($0.name)=\($0.value)" }.joined(separator: ",")
                switch family.values {
                case .counters(let values): lines.append("{\(labels)} \(values[index].total)")
                case .gauges(let values): lines.append("{\(labels)} \(values[index])")
                default: lines.append("{\(labels)} histogram")
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private func definition(_ name: String) throws -> SLODefinition {
        let page = try BurnRateTier(severity: .page, factor: 2, longWindow: .seconds(60), shortWindow: .seconds(10))
        let ticket = try BurnRateTier(
            severity: .ticket, factor: 1, longWindow: .seconds(90), shortWindow: .seconds(10), pending: .seconds(30))
        return try SLODefinition(
            name: name, service: "shop", objective: Objective(ratio: 0.75), window: .rolling(.seconds(3_600)),
            alerting: AlertPolicy(tiers: [page, ticket]))
    }

    @Test func `event counters say when they began, which is at each start`() throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(definition("availability"))
        let events = { engine.collect().first { $0.descriptor.name == "nines_slo_events_total" }?.created }
        #expect(events() == nil)
        engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_000))
        engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_060))
        let start = UnixTime(milliseconds: 1_800_000_000_000)
        #expect(events() == [start, start])

        let next = SLOEngine(now: nil)
        _ = try next.add(definition("availability"))
        try next.restore(
            #require(engine.state(of: "availability", service: "shop")),
            at: Timestamp(secondsSinceEpoch: 1_800_000_100))
        next.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_100))
        #expect(next.statuses.first?.since == Timestamp(secondsSinceEpoch: 1_800_000_100))
    }

    @Test func `the families of an engine`() throws {
        let engine = SLOEngine(now: nil)
        let recorder = try engine.add(definition("availability"))
        _ = try engine.add(definition("latency"))
        engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_000))
        for second in 1...12 {
            recorder.record(EventCounts(good: 1, bad: 3))
            engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_000 + second))
        }
        #expect(
            page(engine.collect()) == """
                # gauge nines_slo_objective_ratio [ratio]
                {service=shop,slo=availability} 0.75
                {service=shop,slo=latency} 0.75
                # counter nines_slo_events_total []
                {service=shop,slo=availability,outcome=bad} 36.0
                {service=shop,slo=availability,outcome=good} 12.0
                {service=shop,slo=latency,outcome=bad} 0.0
                {service=shop,slo=latency,outcome=good} 0.0
                # gauge nines_slo_error_budget_remaining_ratio [ratio]
                {service=shop,slo=availability} -2.0
                {service=shop,slo=latency} 1.0
                # gauge nines_slo_window_events []
                {service=shop,slo=availability,window=1h,outcome=bad} 36.0
                {service=shop,slo=availability,window=1h,outcome=good} 12.0
                {service=shop,slo=latency,window=1h,outcome=bad} 0.0
                {service=shop,slo=latency,window=1h,outcome=good} 0.0
                # gauge nines_slo_burn_rate []
                {service=shop,slo=availability,window=10s} 3.0
                {service=shop,slo=availability,window=1h} 3.0
                {service=shop,slo=availability,window=1m} 3.0
                {service=shop,slo=availability,window=1m30s} 3.0
                {service=shop,slo=latency,window=10s} 0.0
                {service=shop,slo=latency,window=1h} 0.0
                {service=shop,slo=latency,window=1m} 0.0
                {service=shop,slo=latency,window=1m30s} 0.0
                # gauge nines_slo_window_coverage_ratio [ratio]
                {service=shop,slo=availability,window=10s} 1.0
                {service=shop,slo=availability,window=1h} 0.0033333333333333335
                {service=shop,slo=availability,window=1m} 0.2
                {service=shop,slo=availability,window=1m30s} 0.13333333333333333
                {service=shop,slo=latency,window=10s} 1.0
                {service=shop,slo=latency,window=1h} 0.0033333333333333335
                {service=shop,slo=latency,window=1m} 0.2
                {service=shop,slo=latency,window=1m30s} 0.13333333333333333
                # gauge nines_slo_alert_state []
                {service=shop,slo=availability,severity=page,window=1m} 2.0
                {service=shop,slo=availability,severity=ticket,window=1m30s} 1.0
                {service=shop,slo=latency,severity=page,window=1m} 0.0
                {service=shop,slo=latency,severity=ticket,window=1m30s} 0.0
                """)
    }

    @Test func `the budgets of instances merge by their sums`() throws {
        let instances = [SLOEngine(now: nil), SLOEngine(now: nil)]
        for (engine, counts) in zip(instances, [EventCounts(good: 900, bad: 100), EventCounts(good: 10, bad: 0)]) {
            let recorder = try engine.add(definition("availability"))
            recorder.record(counts)
            engine.advance(to: Timestamp(secondsSinceEpoch: 1_800_000_000))
        }
        var sums: [String: Double] = [:]
        for family in instances.flatMap({ $0.collect() }) where family.descriptor.name == "nines_slo_window_events" {
            guard case .gauges(let values) = family.values else { continue }
            for index in 0..<family.count {
                let outcome = family.labels.labels(index).first { $0.name == "outcome" }
                sums[outcome?.value ?? "", default: 0] += values[index]
            }
        }
        #expect(sums == ["good": 910, "bad": 100])
    }

    @Test func `a calendar window is labelled with its unit`() throws {
        let engine = SLOEngine(now: nil)
        _ = try engine.add(
            SLODefinition(
                name: "a", service: "s", objective: Objective(ratio: 0.99), window: .calendar(CalendarWindow(.month)),
                budgeting: .ratioTimeslices(length: .seconds(60)), alerting: AlertPolicy(tiers: []), noData: .good))
        for second in stride(from: 1_800_000_000, through: 1_800_000_120, by: 10) {
            engine.advance(to: Timestamp(secondsSinceEpoch: second))
        }
        let families = engine.collect().filter { $0.descriptor.name.hasPrefix("nines_slo_window_events") }
        #expect(
            page(families) == """
                # gauge nines_slo_window_events []
                {service=s,slo=a,window=month,outcome=bad} 0.0
                {service=s,slo=a,window=month,outcome=good} 2.0
                """)
    }

    @Test func `every family has its metadata before the first SLO, and keeps it`() throws {
        let engine = SLOEngine(now: nil)
        let declared = engine.families
        #expect(declared.count == 7)
        #expect(engine.collect().map(\.descriptor) == declared)
        #expect(engine.collect().allSatisfy { $0.count == 0 })
        _ = try engine.add(definition("availability"))
        #expect(engine.collect().map(\.descriptor) == declared)
        #expect(declared.allSatisfy { $0.help.hasSuffix(".") && !$0.help.contains("  ") })
    }

    @Test func `a collection samples at the engine's time, so its gauges follow from its counters`() throws {
        let time = Mutex(Timestamp(secondsSinceEpoch: 1_800_000_000))
        let engine = SLOEngine(now: { time.withLock { $0 } })
        let recorder = try engine.add(definition("availability"))
        var random = SeededNumbers(seed: 7)
        for _ in 0..<50 {
            recorder.record(
                EventCounts(good: .random(in: 0...9, using: &random), bad: .random(in: 0...9, using: &random)))
            time.withLock { $0 = $0.advanced(by: .milliseconds(700)) }
            let families = engine.collect()
            func values(_ name: String) -> [Double] {
                guard let family = families.first(where: { $0.descriptor.name == name }) else { return [] }
                switch family.values {
                case .counters(let values): return values.map(\.total)
                case .gauges(let values): return values
                default: return []
                }
            }
            let events = values("nines_slo_events_total")
            try #require(events.count == 2)
            let total = events[0] + events[1]
            let burn = total == 0 ? 0 : events[0] / total / (1 - 0.75)
            #expect(values("nines_slo_error_budget_remaining_ratio").allSatisfy { abs($0 - (1 - burn)) < 1e-9 })
            // In the order of the labels' text: 10s, 1h, 1m, 1m30s. All but the first hold every event.
            #expect(values("nines_slo_burn_rate").dropFirst().allSatisfy { abs($0 - burn) < 1e-9 })
        }
        #expect(engine.statuses.first?.events.total ?? 0 > 100)
    }
}
