import Foundation
import TestSupport
import Testing

@testable import NinesSLO

@Suite struct TimeZoneTests {
    private func zone(_ name: String) throws -> TimeZoneFile {
        try #require(TimeZoneDatabase.system.zone(name), "the tests need the package tzdata")
    }

    private func second(_ text: String) throws -> Int64 {
        try #require(Timestamp(rfc3339: text)).floorSeconds
    }

    @Test(arguments: [
        "Africa/Abidjan", "Africa/Lagos", "Africa/Nairobi", "America/Anchorage", "America/Chicago", "America/Denver",
        "America/Halifax", "America/Los_Angeles", "America/New_York", "America/St_Johns", "Asia/Dubai",
        "Asia/Kathmandu", "Asia/Kolkata", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo",
        "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Perth", "Australia/Sydney", "Europe/Athens",
        "Europe/Berlin", "Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul", "Europe/Lisbon", "Europe/London",
        "Europe/Madrid", "Europe/Moscow", "Europe/Paris", "Europe/Rome", "Europe/Zurich", "Pacific/Auckland",
        "Pacific/Chatham", "Pacific/Honolulu", "Etc/GMT+12", "Etc/GMT-14", "UTC", "GMT",
    ])
    func `offsets are Foundation's from 1900 to 2100`(name: String) throws {
        let zone = try zone(name)
        let foundation = try #require(TimeZone(identifier: name))
        func expected(_ second: Int64) -> Int64 {
            Int64(foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
        }
        var random = SeededNumbers(seed: 41)
        for second in try stride(from: second("1900-01-01T00:00:00Z"), to: second("2100-01-01T00:00:00Z"), by: 864_000)
        {
            let second = second + Int64.random(in: 0..<864_000, using: &random)
            #expect(zone.offset(at: second) == expected(second), "\(name) at \(second)")
        }
        // To the second, at each change of clocks in this century.
        var date = Date(timeIntervalSince1970: 946_684_800)
        while let change = foundation.nextDaylightSavingTimeTransition(after: date),
            change.timeIntervalSince1970 < 4_102_444_800
        {
            let second = Int64(change.timeIntervalSince1970)
            for near in [second - 1, second] { #expect(zone.offset(at: near) == expected(near), "\(name) at \(near)") }
            date = change
        }
    }

    @Test(arguments: [
        ("UTC0", "2026-07-01T00:00:00Z", 0),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 3_600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 7_200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2200-10-26T00:59:59Z", 7_200),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2200-10-26T01:00:00Z", 3_600),
        // In the south summer reaches over the new year.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39_600),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-01T00:00:00Z", 36_000),
        // Winter as the exception, half hours, and a change before its day begins.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", 39_600),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7_200),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3_600),
        // Always summer, as RFC 8536 writes it.
        ("EST5EDT,0/0,J365/25", "2027-01-01T04:59:59Z", -14_400),
        ("EST5EDT,0/0,J365/25", "2028-12-31T23:00:00Z", -14_400),
        // J60 is the first of March in every year, 59 the 29th of February where there is one.
        ("AAA0BBB,J60/0,J300/0", "2028-02-29T12:00:00Z", 0),
        ("AAA0BBB,59/0,J300/0", "2028-02-29T12:00:00Z", 3_600),
    ])
    func `after the last change the file's rule holds`(rule: String, instant: String, offset: Int64) throws {
        let file = try #require(TimeZoneFile(TimeZoneBytes(rule: rule).bytes))
        #expect(file.offset(at: try second(instant)) == offset)
    }

    @Test(arguments: [
        "UT0", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
        "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J1", "CET-25", "CET-1CEST,M3.5.0/168,M10.5.0", "<CET-1", "CET-1x",
        "CET-1CEST,M3.5.0,M10.5.0,", "CET-9999999999999999999",
    ])
    func `what is no rule is refused`(rule: String) {
        #expect(TimeZoneFile(TimeZoneBytes(rule: rule).bytes) == nil)
    }

    @Test func `a zone without a rule stays at its last offset`() throws {
        let file = try #require(
            TimeZoneFile(TimeZoneBytes(types: [0, 3_600, 7_200], changes: [(1_000, 1), (2_000, 2)]).bytes))
        #expect([-5, 999, 1_000, 1_999, 2_000, .max / 2].map(file.offset) == [0, 0, 3_600, 3_600, 7_200, 7_200])
    }

    @Test(arguments: [
        ("of version 1", TimeZoneBytes(version: 0)),
        ("of leap seconds", TimeZoneBytes(leaps: 1)),
        ("without a type", TimeZoneBytes(types: [])),
        ("of a type that it does not have", TimeZoneBytes(changes: [(1_000, 1)])),
        ("out of order", TimeZoneBytes(types: [0, 60], changes: [(2_000, 1), (1_000, 0)])),
        ("a day and more from UTC", TimeZoneBytes(types: [100_000])),
        ("without an end", TimeZoneBytes(end: "")),
    ])
    func `a file is refused`(what: String, file: TimeZoneBytes) {
        #expect(TimeZoneFile(file.bytes) == nil, "\(what)")
    }

    @Test func `no bytes trap`() throws {
        let berlin = try [UInt8](
            Data(contentsOf: URL(filePath: #require(TimeZoneDatabase.system.folder) + "/Europe/Berlin")))
        let small = TimeZoneBytes(
            types: [0, 3_600], changes: [(1_000, 1)], rule: "CET-1CEST,M3.5.0,M10.5.0/3"
        ).bytes
        #expect(TimeZoneFile(small) != nil)
        var random = SeededNumbers(seed: 8_536)
        for round in 0..<4_000 {
            var bytes = round % 8 == 0 ? berlin : small
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            guard let file = TimeZoneFile(bytes) else { continue }
            for second in [Int64.min / 1_000_000_000, -1, 0, 1_800_000_000, Int64.max / 1_000_000_000] {
                #expect(abs(file.offset(at: second)) <= 26 * 3_600)
            }
        }
        for length in 0..<small.count { #expect(TimeZoneFile(Array(small.prefix(length))) == nil) }
    }

    @Test(arguments: [
        "", ".", "..", "../zoneinfo/UTC", "/UTC", "Europe/", "Europe//Berlin", "Europe/../UTC", "./UTC", "Europe",
        "tzdata.zi", "localtime", "posixrules", "posix/UTC", "right/UTC", "UTC\0", "Europe/Berlin ",
        String(repeating: "a", count: 10_000),
    ])
    func `a name that leaves the folder, or is no zone's, is refused`(name: String) {
        #expect(TimeZoneDatabase.system.zone(name) == nil)
    }

    @Test func `what is in the folder and no plain file is refused, and nobody waits for it`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = TimeZoneDatabase(folder: folder.path)
        #expect(mkfifo(folder.appending(path: "Pipe").path, 0o600) == 0)
        #expect(database.zone("Pipe") == nil)
        try Data(repeating: 0, count: 2 << 20).write(to: folder.appending(path: "Large"))
        #expect(database.zone("Large") == nil)
        try Data().write(to: folder.appending(path: "Empty"))
        #expect(database.zone("Empty") == nil)
        try Data(TimeZoneBytes(types: [3_600]).bytes).write(to: folder.appending(path: "Mine"))
        #expect(database.zone("Mine")?.offset(at: 0) == 3_600)
    }

    @Test(arguments: [nil, "/nowhere/zoneinfo"])
    func `a machine without the database has UTC, and says what to install`(folder: String?) {
        let database = TimeZoneDatabase(folder: folder)
        for name in ["UTC", "Etc/UTC", "GMT", "Etc/GMT"] { #expect(database.zone(name)?.offset(at: 0) == 0) }
        #expect(database.zone("Europe/Berlin") == nil)
        #expect(
            database.refusal
                == "this machine has no time zone database\(folder.map { " in \($0)" } ?? ""); install the package "
                + "tzdata, or use UTC, which works without it")
    }
}

/// The parts of a small TZif file, right or wrong.
struct TimeZoneBytes: Sendable {
    var version = UInt8(ascii: "2")
    var leaps = 0
    /// Offsets in seconds.
    var types: [Int32] = [0]
    var changes: [(instant: Int64, type: UInt8)] = []
    var rule = ""
    var end = "\n"

    var bytes: [UInt8] {
        func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
        func header(_ counts: [Int]) -> [UInt8] {
            Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15) + counts.flatMap { bigEndian(UInt32($0)) }
        }
        var bytes = header([0, 0, 0, 0, 0, 0]) + header([0, 0, leaps, changes.count, types.count, 4])
        for change in changes { bytes += bigEndian(change.instant) }
        bytes += changes.map(\.type)
        for type in types { bytes += bigEndian(type) + [0, 0] }
        bytes += Array("ABC\0".utf8) + [UInt8](repeating: 0, count: leaps * 12)
        return bytes + Array("\n\(rule)\(end)".utf8)
    }
}
