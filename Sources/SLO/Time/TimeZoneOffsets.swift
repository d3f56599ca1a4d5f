/// What clocks on the wall show in one zone of the IANA database.
package struct TimeZoneOffsets {
    private let zone: TimeZoneFile

    /// Nil for a name that the machine's database does not have, and for abbreviations such as `IST`, which mean
    /// several zones. `UTC` is always there. Reads a file when the process asks for the zone for the first time.
    package init?(_ name: String) {
        guard let zone = TimeZoneDatabase.zone(name) else { return nil }
        self.zone = zone
    }

    package static func named(_ name: String, key: String) throws(SLOError) -> TimeZoneOffsets {
        guard let zone = TimeZoneOffsets(name) else {
            throw SLOError(key: key, "\(key) \"\(name)\": " + TimeZoneDatabase.system.refusal)
        }
        return zone
    }

    /// Seconds that local time is ahead of UTC.
    package func offset(at second: Int64) -> Int64 { zone.offset(at: second) }

    /// The local day at an instant.
    package func day(at second: Int64) -> CivilDay {
        CivilDay(number: (second + offset(at: second)).dividedDown(by: 86_400))
    }

    /// The first instant of a local day: midnight, or later where clocks jump over it.
    package func startOfDay(_ day: CivilDay) -> Int64 { instant(of: day, secondOfDay: 0) }

    /// When local clocks show a time: the first such instant where they show it twice, and as much later as they jump
    /// where they never show it.
    ///
    /// - Parameter secondOfDay: since midnight as clocks show it, not as time passes.
    package func instant(of day: CivilDay, secondOfDay: Int64) -> Int64 {
        let local = day.number * 86_400 + secondOfDay
        // Zones change their offset less often than once in two days.
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        let early = local - before
        guard before != after, offset(at: early) != before else { return early }
        let late = local - after
        return offset(at: late) == after ? late : early
    }
}
