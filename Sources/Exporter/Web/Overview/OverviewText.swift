import NinesSLO

/// The overview's model as the words and numbers that the template puts in place, by the template's names.
///
/// Names differ between the levels: Mustache looks a name that is missing, or nil, up in the levels above.
struct OverviewText {
    let title: String
    let version: String
    let startedText: String
    let asOf: String
    let summary: [Mark]
    let demo: DemoText?
    let hasTargets: Bool
    let targets: [TargetText]
    let slos: [SLOText]

    /// A state: a word for everybody, a symbol and a colour for who sees them.
    struct Mark {
        /// The class in the style sheet.
        enum Tone: String { case good, bad, warning, neutral }

        let tone: String
        let symbol: String
        let word: String

        init(_ tone: Tone, _ word: String) {
            self.tone = tone.rawValue
            self.word = word
            symbol =
                switch tone {
                case .good: "✓"
                case .bad: "✕"
                case .warning: "!"
                case .neutral: "○"
                }
        }
    }

    init(_ model: OverviewModel) {
        let summary = OverviewSummary(model)
        title = summary.title
        version = model.version
        startedText =
            "\(Readable.instant(model.startedAt)), \(Readable.length(model.now.duration(since: model.startedAt))) ago"
        asOf = Readable.instant(model.now)
        self.summary = summary.marks
        demo = model.demo.map(DemoText.init)
        hasTargets = !model.targets.isEmpty
        targets = model.targets.map { TargetText($0, now: model.now) }
        slos = model.slos.map { SLOText($0, now: model.now) }
    }
}

/// The lines at the top: what needs somebody, first.
struct OverviewSummary {
    let title: String
    let marks: [OverviewText.Mark]

    init(_ model: OverviewModel) {
        let targets = Dictionary(grouping: model.targets, by: \.state)
        func names(_ state: OverviewModel.TargetRow.State) -> [String] { targets[state, default: []].map(\.name) }
        let (down, degraded) = (names(.down), names(.degraded))
        let unknown = targets[.unknown, default: []]
        let pending = unknown.count { $0.last == nil }
        let firing = model.slos.flatMap { slo in
            slo.alerts.filter(\.isFiring).map { "\($0.severity.rawValue) for \(slo.service)/\(slo.name)" }
        }
        var marks: [OverviewText.Mark] = []
        if !model.targets.isEmpty {
            // What is degraded is up.
            let up = names(.up).count + degraded.count
            let tone: OverviewText.Mark.Tone = !down.isEmpty ? .bad : up < model.targets.count ? .neutral : .good
            marks.append(.init(tone, "\(up) of \(model.targets.count) targets up"))
        }
        if !down.isEmpty { marks.append(.init(.bad, "down: \(Self.list(down))")) }
        if !degraded.isEmpty { marks.append(.init(.warning, "degraded: \(Self.list(degraded))")) }
        for state in [OverviewModel.TargetRow.State.suppressed, .maintenance] where !names(state).isEmpty {
            marks.append(.init(.neutral, "\(state.rawValue): \(Self.list(names(state)))"))
        }
        if pending > 0 { marks.append(.init(.neutral, "\(pending) not probed yet")) }
        if unknown.count > pending { marks.append(.init(.neutral, "\(unknown.count - pending) unknown")) }
        if !model.slos.isEmpty {
            marks.append(
                firing.isEmpty ? .init(.good, "no alert firing") : .init(.bad, "firing: \(Self.list(firing))"))
        }
        self.marks = marks
        let troubles = [(down.count, "down"), (degraded.count, "degraded"), (firing.count, "firing")].filter {
            $0.0 > 0
        }
        title = (troubles.map { "\($0.0) \($0.1)" } + ["Nines"]).joined(separator: " · ")
    }

    /// At most five names, so that a thousand failures leave the page readable.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}

extension OverviewModel.AlertRow {
    var isFiring: Bool {
        if case .firing = state { true } else { false }
    }
}
