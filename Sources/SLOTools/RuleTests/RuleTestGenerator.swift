internal import NinesSLO

/// Makes the unit tests of a file's rules: each tier fires and resets, and neither idleness nor missing data is an
/// error.
struct RuleTestGenerator {
    private let subjects: [RuleTestSubject]
    private let batches: [[RuleTestSubject]]
    private let values: TestValues

    init(_ generators: [RuleGenerator], step: Duration) {
        let patterns = PatternCache()
        subjects = generators.map { RuleTestSubject($0, patterns: patterns) }
        values = TestValues(step: step)
        var batches: [(footprint: SeriesFootprint, subjects: [RuleTestSubject])] = []
        for subject in subjects where !subject.levels.isEmpty || subject.canBeIdle {
            let footprint = SeriesFootprint(subject)
            let isFitting = { (batch: (footprint: SeriesFootprint, subjects: [RuleTestSubject])) in
                batch.subjects.allSatisfy { $0.lead == subject.lead } && footprint.isDisjoint(with: batch.footprint)
            }
            if let index = batches.firstIndex(where: isFitting) {
                batches[index].footprint.formUnion(footprint)
                batches[index].subjects.append(subject)
            } else {
                batches.append((footprint, [subject]))
            }
        }
        self.batches = batches.map(\.subjects)
    }

    func tests() -> [RuleTest] {
        [withoutSeries()] + batches.flatMap { batch in burning(batch) + [idle(batch)].compactMap { $0 } }
    }

    private func withoutSeries() -> RuleTest {
        let minute = RuleTestSubject.minutes(AlertRules.absence) + 2
        let comments = subjects.compactMap { subject in subject.comment.map { "\(subject.name): \($0)" } }
        return RuleTest(
            name: "objectives and budgets are recorded, and missing data is reported",
            comment: comments.isEmpty ? nil : comments.joined(separator: "\n"), series: [],
            expectations: subjects.flatMap { $0.metadata(minute: 1) }
                + subjects.flatMap { $0.silence(minute: ($0.lead ?? 0) + minute) })
    }

    /// A test for each level. Only the first, at which every tier fires, waits for the end of the longest short window.
    private func burning(_ batch: [RuleTestSubject]) -> [RuleTest] {
        let count = batch.map(\.levels.count).max() ?? 0
        let lead = Self.lead(batch)
        return (0..<count).map { index in
            let burning = batch.filter { $0.levels.count > index }.map { ($0, $0.levels[index]) }
            let lasting = burning.map { $0.firesAt($1) }.max() ?? 0
            let firesAt = lead + lasting
            let resetsAt = index > 0 ? firesAt : firesAt + (burning.map { $0.resets($1) }.max() ?? 0)
            let names = burning.map { "\($0.name) at \(DecimalText.partsPerBillion($1))" }
            let series = burning.flatMap { subject, level in
                var phases = [TestPhases.Phase(minutes: lasting + 1, errorRatio: level)]
                if resetsAt > firesAt { phases.append(.init(minutes: resetsAt - firesAt, errorRatio: 0)) }
                return subject.feed.series(TestPhases(lead: lead, phases: phases), values)
            }
            var expectations = burning.flatMap { $0.firing(at: $1, minute: firesAt) }
            if resetsAt > firesAt { expectations += burning.flatMap { $0.0.firing([], minute: resetsAt) } }
            return RuleTest(
                name: index == 0 ? "every tier fires, and resets" : "the tiers below the highest \(index) fire",
                comment: "Error ratios: \(names.joined(separator: ", "))", series: series, expectations: expectations)
        }
    }

    private func idle(_ batch: [RuleTestSubject]) -> RuleTest? {
        let idle = batch.filter(\.canBeIdle)
        let lead = Self.lead(batch)
        guard !idle.isEmpty else { return nil }
        let minute = (idle.map(\.warmUp).max() ?? 0) + RuleTestSubject.minutes(AlertRules.absence)
        let series = idle.flatMap { subject in
            subject.feed.series(TestPhases(lead: lead, phases: subject.idlePhases(minutes: minute + 1)), values)
        }
        return RuleTest(
            name: "no traffic is no error", series: series,
            expectations: idle.flatMap { $0.idleness(minute: lead + minute) })
    }

    /// The same for all of a batch.
    private static func lead(_ batch: [RuleTestSubject]) -> Int { batch.first?.lead ?? 0 }
}
