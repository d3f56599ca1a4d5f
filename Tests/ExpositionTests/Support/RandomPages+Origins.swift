import NinesMetrics

extension RandomPages {
    /// The family with created times, unless it is one of gauges or of the third that has none, and with exemplars of
    /// about every second counter and bucket.
    mutating func withOrigins(_ family: RandomFamily) -> RandomFamily {
        let buckets: Int
        switch family.snapshot.values {
        case .counters: buckets = 1
        case .histograms(let column): buckets = column.upperBounds.count + 1
        case .gauges, .nativeHistograms, .summaries: return family
        }
        let hasTimes = below(3) > 0
        let origins = (0..<family.snapshot.count).map { _ in
            var origin = RandomFamily.Origin(created: hasTimes ? time() : nil)
            for bucket in 0..<buckets where below(2) == 0 { origin.exemplars[bucket] = exemplar() }
            return origin
        }
        return RandomFamily(family, origins: origins)
    }

    /// Without empty labels, as those are absent in text, and equal to itself.
    mutating func exemplar() -> Exemplar {
        let labels = [Label("trace_id", word()), Label("note_\(word())", text())].prefix(Int(below(3)))
        let value = gaugeValue()
        return Exemplar(
            value.isNaN ? 1 : value, labels: labels.filter { !$0.value.isEmpty }, time: below(3) == 0 ? nil : time())
    }

    /// Up to the year 2096, one in eight as far before 1970.
    mutating func time() -> UnixTime {
        let milliseconds = Int64(below(4_000_000_000_000))
        return UnixTime(milliseconds: below(8) == 0 ? -milliseconds : milliseconds)
    }
}
