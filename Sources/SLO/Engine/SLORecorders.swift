internal import NinesMetrics
internal import Synchronization

/// One SLO for each value of some labels, such as each route of a service: with budgets, burn rates, alerts and a state
/// of its own, and the labels on everything that is exported, so that `sum by (route)` works.
///
/// ```swift
/// let routes = try engine.add(availability, labels: "route", limit: 50)
/// routes["/cart"].record(good: response.status < 500)
/// ```
///
/// At most `limit` are made. Whatever comes after them is recorded by one whose values all are `other`: strangers who
/// make up routes cost no memory, and ``overflowCount`` and the series of `other` show that there were some.
public final class SLORecorders: Sendable {
    private let engine: SLOEngine
    private let family: SLOEngine.Name
    private let labels: [String]
    /// Takes what is recorded when the family has been removed, or memory for instruments has run out.
    private let spare: SLORecorder
    private let known = Lock<Known>(Known())
    private let overflows = Atomic<UInt64>(0)

    private struct Known {
        var recorders: [[String]: SLORecorder] = [:]
        /// Nil while there is room.
        var other: SLORecorder?
        /// ``SLOEngine/restores`` when the engine was asked last.
        var restores: UInt64 = 0
    }

    init(_ engine: SLOEngine, family: SLOEngine.Name, labels: [String], spare: SLORecorder) {
        self.engine = engine
        self.family = family
        self.labels = labels
        self.spare = spare
    }

    /// The recorder for these values, in the order of the labels; missing ones are empty, and more are left out. Takes
    /// a lock for a look-up, and makes an SLO (about 50 kB) for values that are new. Hold what it returns where it is
    /// hot.
    public subscript(_ values: String...) -> SLORecorder {
        let values = labels.indices.map { values.indices.contains($0) ? values[$0] : "" }
        return known.withLock { known in
            if let recorder = known.recorders[values] { return recorder }
            // Relaxed: a new number only leads to the engine, whose lock orders what a state made.
            let restores = engine.restores.load(ordering: .relaxed)
            if let other = known.other, known.restores == restores {
                overflows.add(1, ordering: .relaxed)
                return other
            }
            known.restores = restores
            switch engine.recorder(of: family, labels: labels.indices.map { Label(labels[$0], values[$0]) }) {
            case .found(let recorder):
                known.recorders[values] = recorder
                return recorder
            case .overflow(let other):
                overflows.add(1, ordering: .relaxed)
                known.other = other
                // From now on the engine is not asked, unless a state is restored: those that states made are known.
                for (labels, recorder) in engine.recorders(of: family) {
                    known.recorders[labels.map(\.value)] = recorder
                }
                return other
            case .gone:
                return spare
            }
        }
    }

    /// Look-ups of values for which there was no room.
    public var overflowCount: UInt64 { overflows.load(ordering: .relaxed) }
}

extension SLOEngine {
    /// A definition of which there is one SLO for each value of its labels.
    struct Family {
        var definition: SLODefinition
        let labels: [String]
        let limit: Int
    }

    /// Tracks an SLO for each value of some labels. Each begins with its first look-up, or with a state that has it.
    ///
    /// - Parameters:
    ///   - labels: legal label names of Prometheus, and none that the engine sets itself.
    ///   - limit: of SLOs that are made, at least 1; each takes about 50 kB for a window of 30 days.
    /// - Throws: ``SLOError`` when a label cannot be used, or the service has an SLO of that name already.
    public func add(
        _ definition: SLODefinition, labels: String..., limit: Int = 100
    ) throws(SLOError) -> SLORecorders {
        let reserved = ["service", "slo", "outcome", "window", "severity"]
        for (index, label) in labels.enumerated() {
            guard NameRules.isLegal(label, colons: false), !reserved.contains(label), !labels[..<index].contains(label)
            else {
                throw SLOError(
                    key: "labels",
                    "label \"\(label)\": it must be a label name of Prometheus, named once, and none of "
                        + reserved.joined(separator: ", "))
            }
        }
        guard !labels.isEmpty else { throw SLOError(key: "labels", "labels: there must be at least one") }
        let name = Name(definition)
        let spare = try SLORecorder.made(for: definition)
        let isNew = state.withLock { state in
            guard state.isFree(name, labels: labels) else { return false }
            state.families[name] = Family(definition: definition, labels: labels, limit: max(limit, 1))
            return true
        }
        guard isNew else { throw Self.taken(definition) }
        return SLORecorders(self, family: name, labels: labels, spare: spare)
    }

    /// Those of a family that were made, each with its labels in the family's order.
    func recorders(of family: Name) -> [(labels: [Label], recorder: SLORecorder)] {
        state.withLock { state in
            state.slos.filter { !$0.labels.isEmpty && Name($0.definition) == family }.map { ($0.labels, $0.recorder) }
        }
    }

    enum Labelled {
        case found(SLORecorder)
        /// There was no room: that of the values `other`.
        case overflow(SLORecorder)
        /// The family has been removed, or memory for instruments has run out.
        case gone
    }

    /// The recorder of a family's SLO, made where there is none and room for it.
    func recorder(of family: Name, labels: [Label]) -> Labelled {
        state.withLock { state in
            if let index = state.track(labels, of: family) { return .found(state.slos[index].recorder) }
            let other = labels.map { Label($0.name, "other") }
            return state.track(other, of: family).map { .overflow(state.slos[$0].recorder) } ?? .gone
        }
    }
}

extension SLOEngine.Name {
    /// The SLO of a family with these labels: `availability{route="/cart"}`, with the labels in order of their names. A
    /// state has it under this name.
    init(_ family: SLOEngine.Name, labels: [Label]) {
        guard !labels.isEmpty else {
            self = family
            return
        }
        var slo = family.slo
        for position in SortedPositions.of(labels.count, by: { labels[$0].name < labels[$1].name }) {
            slo += slo.utf8.count == family.slo.utf8.count ? "{" : ","
            slo += labels[position].name + "=\"" + Self.escaped(labels[position].value) + "\""
        }
        self.init(service: family.service, slo: slo + "}")
    }

    /// As the callers of the engine name an SLO.
    init(_ slo: String, _ service: String, _ labels: [String: String]) {
        self.init(SLOEngine.Name(service: service, slo: slo), labels: labels.map { Label($0, $1) })
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            if character == "\\" || character == "\"" { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(character)
        }
        return text
    }

    /// The labels of a family's SLO in its name; nil when the name is no such one.
    func labels(of family: SLOEngine.Name, named names: [String]) -> [Label]? {
        guard service == family.service, slo.hasPrefix(family.slo + "{"), slo.hasSuffix("}") else { return nil }
        let text = Array(slo.utf8.dropLast())
        var position = family.slo.utf8.count + 1
        var labels = names.map { Label($0, "") }
        for place in SortedPositions.of(names.count, by: { names[$0] < names[$1] }) {
            let isFirst = position == family.slo.utf8.count + 1
            let opening = Array(((isFirst ? "" : ",") + names[place] + "=\"").utf8)
            guard text.count - position >= opening.count,
                text[position..<position + opening.count].elementsEqual(opening)
            else { return nil }
            position += opening.count
            var value: [UInt8] = []
            while position < text.count, text[position] != UInt8(ascii: "\"") {
                if text[position] == UInt8(ascii: "\\") { position += 1 }
                guard position < text.count else { return nil }
                value.append(text[position])
                position += 1
            }
            position += 1
            labels[place] = Label(names[place], String(decoding: value, as: UTF8.self))
        }
        return position == text.count ? labels : nil
    }
}

extension SLOEngine.State {
    /// Adds an SLO whose name is free.
    mutating func track(_ slo: TrackedSLO) {
        names[slo.name] = slos.count
        slos.append(slo)
    }

    /// Finds the SLO of a family, or makes it where there is room; there always is for the values `other`.
    ///
    /// - Parameter isKnown: whether it is made without room for it too.
    /// - Returns: its position; nil when there is no such family, or no room.
    mutating func track(_ labels: [Label], of family: SLOEngine.Name, isKnown: Bool = false) -> Int? {
        // One that was removed may have been added again with other labels, or its names given to others.
        guard let made = families[family], made.labels == labels.map(\.name) else { return nil }
        if let index = names[SLOEngine.Name(family, labels: labels)] { return index }
        func isOther(_ labels: [Label]) -> Bool { labels.allSatisfy { $0.value == "other" } }
        let count = slos.count { !$0.labels.isEmpty && !isOther($0.labels) && SLOEngine.Name($0.definition) == family }
        guard count < made.limit || isKnown || isOther(labels),
            let recorder = try? SLORecorder.made(for: made.definition)
        else { return nil }
        track(TrackedSLO(made.definition, labels: labels, recorder: recorder))
        return slos.count - 1
    }

    /// Whether a family has such a name.
    func isLabelled(_ name: SLOEngine.Name) -> Bool {
        families.contains { name.labels(of: $0.key, named: $0.value.labels) != nil }
    }

    /// Makes the SLO of a family that a state has, as its first look-up would.
    ///
    /// - Returns: its position; nil when no family has such a name.
    mutating func trackLabelled(_ name: SLOEngine.Name) -> Int? {
        for (key, family) in families {
            if let labels = name.labels(of: key, named: family.labels) { return track(labels, of: key, isKnown: true) }
        }
        return nil
    }
}
