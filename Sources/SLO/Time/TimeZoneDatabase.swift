internal import NinesMetrics

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The machine's copy of the IANA time zone database: a folder with a TZif file for each zone. The only place that
/// reads it.
struct TimeZoneDatabase: Sendable {
    /// Nil when the machine has none, as most containers without the package `tzdata`.
    let folder: String?

    /// What `TZDIR` names, else the first of the folders in which systems keep it: Linux, the BSDs, macOS.
    static var system: TimeZoneDatabase {
        if let named = getenv("TZDIR").map({ String(cString: $0) }), !named.isEmpty {
            return TimeZoneDatabase(folder: named)
        }
        let folders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/var/db/timezone/zoneinfo", "/etc/zoneinfo"]
        return TimeZoneDatabase(folder: folders.first { access($0, R_OK | X_OK) == 0 })
    }

    /// These need no file, so they work on every machine.
    private static let namesOfUTC: Set<String> = ["UTC", "Etc/UTC", "GMT", "Etc/GMT"]

    /// In the folder, and no names of zones: the machine's own, and zones that count leap seconds.
    private static let noZones: Set<String> = ["localtime", "posixrules", "posix", "right"]

    /// Nil for a name that the database does not have, and for one that leaves the folder.
    func zone(_ name: String) -> TimeZoneFile? {
        if Self.namesOfUTC.contains(name) { return .utc }
        guard let folder, Self.isName(name), let bytes = Self.contents(of: folder + "/" + name) else { return nil }
        return TimeZoneFile(bytes)
    }

    /// Why a name is refused, for after the name.
    var refusal: String {
        // Some images have the folder and nothing in it.
        guard let folder, ["UTC", "Etc/UTC"].contains(where: { access(folder + "/" + $0, R_OK) == 0 }) else {
            return "this machine has no time zone database"
                + (folder.map { " in \($0)" } ?? "")
                + "; install the package tzdata, or use UTC, which works without it"
        }
        return "it must be a name of the IANA time zone database, such as Europe/Berlin or UTC"
    }

    /// Parts of letters, digits, `-`, `_` and `+`, as the database's rules for names have them.
    private static func isName(_ name: String) -> Bool {
        var (isFirst, part) = (true, [UInt8]())
        func endsWell() -> Bool {
            !part.isEmpty && !(isFirst && noZones.contains(String(decoding: part, as: UTF8.self)))
        }
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "/"):
                guard endsWell() else { return false }
                (isFirst, part) = (false, [])
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"): part.append(byte)
            default: return false
            }
        }
        return name.utf8.count <= 255 && endsWell()
    }

    /// The largest file that is read. The database's largest has 4 kB.
    private static let largest = 1 << 20

    /// Nil for what is no plain file, is too large or cannot be read. Blocks for a read of the file.
    private static func contents(of path: String) -> [UInt8]? {
        // Does not wait for a writer, should it be a pipe.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            (1...Self.largest).contains(Int(facts.st_size))
        else { return nil }
        let size = Int(facts.st_size)
        // Memory is written up to the capacity that is asked for, and no further: `read` is told what is left of it.
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size, let rest = buffer.baseAddress.map({ $0 + count }) {
                let more = read(file, rest, size - count)
                guard more > 0 else { break }
                count += more
            }
        }
        return bytes.count == size ? bytes : nil
    }

    /// Zones that were read, so that each file is read once in the process's life, and a database that is replaced
    /// meanwhile changes nothing. Bounded by the number of files.
    private static let known = Lock<[(name: String, zone: TimeZoneFile)]>([])

    /// As ``zone(_:)`` of the machine's database, from memory after the first time.
    static func zone(_ name: String) -> TimeZoneFile? {
        known.withLock { known in
            if let found = known.first(where: { $0.name == name }) { return found.zone }
            guard let zone = system.zone(name) else { return nil }
            known.append((name, zone))
            return zone
        }
    }
}
