extension SLOState {
    /// The newest version that is read. ``encoded()`` writes the oldest one that has what there is: 2 where a timeslice
    /// is in progress, 3 where silence has a weight or an alert is not inactive, else 1.
    public static let formatVersion = 3
    fileprivate static let versionWithTimeslices = 2
    fileprivate static let versionWithDecisions = 3
    private static let magic: [UInt8] = Array("NSLO".utf8)
    /// Magic, version, and the number of all bytes.
    private static let headerSize = 9
    private static let checksumSize = 4

    /// The state as bytes: about six for each slice in which something was counted, 16 kB for 30 days of a busy SLO.
    ///
    /// `NSLO`, the version in a byte, the number of all bytes in four, then the state, then CRC-32C of everything
    /// before it in four. Integers are little-endian.
    public func encoded() -> [UInt8] {
        var writer = StateWriter()
        for byte in Self.magic { writer.byte(byte) }
        let version =
            runs.contains { $0.silence != nil || !$0.alerts.isEmpty }
            ? Self.versionWithDecisions : runs.contains { $0.timeslice != nil } ? Self.versionWithTimeslices : 1
        writer.byte(UInt8(version))
        writer.fixed(0)
        writer.text(service)
        writer.text(slo)
        writer.number(UInt64(runs.count))
        for run in runs { run.write(to: &writer, version: version) }
        // 4 GiB would be 600 million slices; a reader refuses what was cut to 32 bits.
        writer.overwrite(
            at: Self.magic.count + 1, with: UInt32(truncatingIfNeeded: writer.bytes.count + Self.checksumSize))
        writer.fixed(CRC32C.checksum(writer.bytes[...]))
        return writer.bytes
    }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: ``SLOStateError`` whose rule is ``SLOStateError/Rule/truncated``,
    ///   ``SLOStateError/Rule/newerVersion`` or ``SLOStateError/Rule/damaged``.
    public init(decoding bytes: some Collection<UInt8>) throws(SLOStateError) {
        let bytes = Array(bytes)
        guard bytes.count >= Self.headerSize else {
            guard Self.magic.starts(with: bytes.prefix(Self.magic.count)) else {
                throw .damaged("it does not begin with NSLO")
            }
            throw .truncated(expected: Self.headerSize + Self.checksumSize, found: bytes.count)
        }
        guard bytes.starts(with: Self.magic) else { throw .damaged("it does not begin with NSLO") }
        var header = StateReader(bytes[Self.magic.count..<Self.headerSize])
        let version = Int(try header.byte())
        guard version <= Self.formatVersion else { throw .newerVersion(version) }
        guard version > 0 else { throw .damaged("there is no version 0") }
        let size = Int(try header.fixed())
        guard bytes.count >= size else { throw .truncated(expected: size, found: bytes.count) }
        let end = size - Self.checksumSize
        guard bytes.count == size, end >= Self.headerSize else {
            throw .damaged("it says \(size) bytes and has \(bytes.count)")
        }
        var trailer = StateReader(bytes[end...])
        guard try trailer.fixed() == CRC32C.checksum(bytes[..<end]) else {
            throw .damaged("its checksum does not match")
        }
        try self.init(body: StateReader(bytes[Self.headerSize..<end]), version: version)
    }

    private init(body: StateReader, version: Int) throws(SLOStateError) {
        var reader = body
        let service = try reader.text()
        let slo = try reader.text()
        var runs: [Run] = []
        for _ in 0..<(try reader.count(ofSize: Run.leastSize)) {
            let run = try Run(&reader, version: version)
            if let last = runs.last, !Run.isOrderedBefore(last, run) { throw .damaged("its runs are not in order") }
            runs.append(run)
        }
        guard reader.remaining == 0 else { throw .damaged("there is something behind the last run") }
        self.init(service: service, slo: slo, runs: Self.withoutFolded(runs))
    }
}

extension SLOState.Run {
    /// Bytes of the shortest: seven numbers and two empty texts.
    fileprivate static let leastSize = 9

    fileprivate func write(to writer: inout StateWriter, version: Int) {
        writer.text(instance)
        writer.number(incarnation)
        writer.number(absorbedThrough)
        writer.number(events.good)
        writer.number(events.bad)
        writer.signed(last)
        writer.text(unit)
        writer.number(UInt64(clamping: baseWidth))
        if version >= SLOState.versionWithTimeslices {
            let parts: Parts = [
                timeslice == nil ? [] : .timeslice, silence == nil ? [] : .silence, alerts.isEmpty ? [] : .alerts,
            ]
            writer.byte(parts.rawValue)
            timeslice?.write(to: &writer)
            silence?.write(to: &writer)
            if !alerts.isEmpty { writer.number(UInt64(alerts.count)) }
            for alert in alerts { alert.write(to: &writer) }
        }
        writer.number(UInt64(levels.count))
        for level in levels { level.write(to: &writer) }
    }

    /// Which of the parts that a run may be without follow. Version 2 has the first only.
    private struct Parts: OptionSet {
        let rawValue: UInt8
        static let timeslice = Parts(rawValue: 1)
        static let silence = Parts(rawValue: 2)
        static let alerts = Parts(rawValue: 4)
        static let all: Parts = [.timeslice, .silence, .alerts]
    }

    fileprivate init(_ reader: inout StateReader, version: Int) throws(SLOStateError) {
        let instance = try reader.text()
        let incarnation = try reader.number()
        let absorbedThrough = try reader.number()
        guard incarnation > 0, absorbedThrough < incarnation else { throw .damaged("a run absorbedThrough itself") }
        let events = EventCounts(good: try reader.number(), bad: try reader.number())
        let last = try reader.signed()
        guard Self.seconds.contains(last) else { throw .damaged("a time is out of range") }
        let unit = try reader.text()
        let baseWidth = try Self.width(&reader)
        var parts: Parts = []
        if version >= SLOState.versionWithTimeslices { parts = Parts(rawValue: try reader.byte()) }
        guard Parts.all.isSuperset(of: parts) else { throw .damaged("a run has parts that there are none of") }
        let timeslice = parts.contains(.timeslice) ? try SLOState.OpenTimeslice(&reader) : nil
        let silence = parts.contains(.silence) ? try SLOState.Silence(&reader) : nil
        var alerts: [SLOState.TierAlert] = []
        if parts.contains(.alerts) {
            for _ in 0..<(try reader.count(ofSize: SLOState.TierAlert.leastSize)) {
                alerts.append(try SLOState.TierAlert(&reader))
            }
        }
        var levels: [SLOState.Level] = []
        for _ in 0..<(try reader.count(ofSize: 3)) {
            let level = try SLOState.Level(&reader)
            if let previous = levels.last, previous.width >= level.width {
                throw .damaged("the levels of a run are not in order")
            }
            levels.append(level)
        }
        self.init(
            instance: instance, incarnation: incarnation, absorbedThrough: absorbedThrough, events: events, last: last,
            unit: unit,
            baseWidth: baseWidth, levels: levels, timeslice: timeslice, silence: silence, alerts: alerts)
    }

    /// What ``Timestamp`` can hold, so that no sum of seconds overflows.
    fileprivate static let seconds = Int64.min / 1_000_000_000...Int64.max / 1_000_000_000

    fileprivate static func width(_ reader: inout StateReader) throws(SLOStateError) -> Int64 {
        let width = try reader.number()
        guard (1...UInt64(WindowRules.longest)).contains(width) else { throw .damaged("a width is out of range") }
        return Int64(width)
    }
}

extension SLOState.Level {
    fileprivate func write(to writer: inout StateWriter) {
        writer.number(UInt64(clamping: width))
        writer.signed(first)
        writer.number(UInt64(slices.count))
        var next = first
        for slice in slices {
            // Slices follow each other, so this is nearly always the one byte 0.
            writer.number(UInt64(clamping: slice.index - next))
            writer.number(slice.counts.good)
            writer.number(slice.counts.bad)
            writer.number(UInt64(slice.covered))
            next = slice.index + 1
        }
    }

    fileprivate init(_ reader: inout StateReader) throws(SLOStateError) {
        let width = try SLOState.Run.width(&reader)
        let seconds = SLOState.Run.seconds
        let range = seconds.lowerBound / width...seconds.upperBound / width
        let first = try reader.signed()
        guard range.contains(first) else { throw .damaged("a slice is out of range") }
        let count = try reader.count(ofSize: 4)
        var slices: [SLOState.Slice] = []
        slices.reserveCapacity(count)
        // At most one beyond the range, which Int64 holds with ease.
        var next = first
        for _ in 0..<count {
            let skipped = try reader.number()
            guard next <= range.upperBound, skipped <= UInt64(range.upperBound - next) else {
                throw .damaged("a slice is out of range")
            }
            let index = next + Int64(skipped)
            let counts = EventCounts(good: try reader.number(), bad: try reader.number())
            guard let covered = UInt16(exactly: try reader.number()) else {
                throw .damaged("a slice's coverage is out of range")
            }
            slices.append(SLOState.Slice(index: index, counts: counts, covered: covered))
            next = index + 1
        }
        self.init(width: width, first: first, slices: slices)
    }
}

extension SLOState.OpenTimeslice {
    fileprivate func write(to writer: inout StateWriter) {
        writer.signed(start)
        writer.number(counts.good)
        writer.number(counts.bad)
        writer.number(UInt64(clamping: covered))
    }

    fileprivate init(_ reader: inout StateReader) throws(SLOStateError) {
        let start = try reader.signed()
        guard SLOState.Run.seconds.contains(start) else { throw .damaged("a time is out of range") }
        let counts = EventCounts(good: try reader.number(), bad: try reader.number())
        self.init(start: start, counts: counts, covered: Int64(clamping: try reader.number()))
    }
}

extension SLOState.Silence {
    fileprivate func write(to writer: inout StateWriter) {
        writer.number(UInt64(clamping: width))
        writer.signed(lastStart)
        writer.number(last.good)
        writer.number(last.bad)
        writer.number(weight)
        level.write(to: &writer)
    }

    fileprivate init(_ reader: inout StateReader) throws(SLOStateError) {
        let width = try SLOState.Run.width(&reader)
        let lastStart = try reader.signed()
        guard SLOState.Run.seconds.contains(lastStart) else { throw .damaged("a time is out of range") }
        let last = EventCounts(good: try reader.number(), bad: try reader.number())
        let weight = try reader.number()
        self.init(width: width, level: try SLOState.Level(&reader), lastStart: lastStart, last: last, weight: weight)
    }
}

extension SLOState.TierAlert {
    /// Bytes of the shortest.
    fileprivate static let leastSize = 5
    private static let page: UInt8 = 1
    private static let firing: UInt8 = 2

    fileprivate func write(to writer: inout StateWriter) {
        writer.byte((isPage ? Self.page : 0) | (isFiring ? Self.firing : 0))
        writer.number(factorMillionths)
        writer.number(long)
        writer.number(short)
        writer.signed(since)
    }

    fileprivate init(_ reader: inout StateReader) throws(SLOStateError) {
        let flags = try reader.byte()
        guard flags & ~(Self.page | Self.firing) == 0 else {
            throw .damaged("an alert has a state that there is none of")
        }
        self.init(
            isPage: flags & Self.page != 0, factorMillionths: try reader.number(), long: try reader.number(),
            short: try reader.number(), isFiring: flags & Self.firing != 0, since: try reader.signed())
    }
}
