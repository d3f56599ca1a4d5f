/// The observations that collections first saw within the last slices of time.
///
/// Sketches only grow; a slice's observations are the difference between what two collections read. So rotating touches
/// nothing that threads write, and two scrapers do not take each other's observations away.
struct SummaryWindow {
    /// For each slice in the window with a collection, what had been observed when the last collection before it ran.
    private var openings: [(slice: Double, counts: SketchCounts)] = []
    private var latest = SketchCounts.none

    /// Notes that `counts` is what was observed until `elapsed`, and returns those in the window.
    mutating func take(_ counts: SketchCounts, at elapsed: Duration, settings: SummarySettings) -> SketchCounts {
        let slice = (elapsed / settings.sliceWidth).rounded(.down)
        if slice > openings.last?.slice ?? -.infinity { openings.append((slice, latest)) }
        // Of equal arrays one stays in memory: summaries that rest cost one for all slices.
        if counts != latest { latest = counts }
        openings.removeAll { $0.slice <= slice - Double(settings.sliceCount) }
        return latest.since(openings.first?.counts ?? latest)
    }
}
