#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

#if os(Linux)
    /// One reading of this process' files in `/proc`, proc(5). A value is nil where the system does not tell.
    struct ProcessStatus {
        private(set) var cpuSeconds: Double?
        private(set) var threads: Double?
        private(set) var virtualBytes: Double?
        private(set) var residentBytes: Double?
        /// Since the Unix epoch.
        private(set) var startTime: Double?
        private(set) var openFiles: Double?
        private(set) var maximumFiles: Double?
        private(set) var maximumVirtualBytes: Double?
        private(set) var receivedBytes: Double?
        private(set) var transmittedBytes: Double?
        private(set) var diskReadBytes: Double?
        private(set) var diskWrittenBytes: Double?

        static func read() -> ProcessStatus {
            var status = ProcessStatus()
            status.parse(stat: ProcessFiles.text(of: "/proc/self/stat"), system: ProcessFiles.text(of: "/proc/stat"))
            status.parse(network: ProcessFiles.text(of: "/proc/self/net/netstat"))
            status.parse(io: ProcessFiles.text(of: "/proc/self/io"))
            status.openFiles = ProcessFiles.countOpenFiles()
            status.maximumFiles = ProcessFiles.maximumFiles
            status.maximumVirtualBytes = ProcessFiles.maximumVirtualBytes
            return status
        }

        /// - Parameters:
        ///   - stat: `/proc/self/stat`. The second field is the program's name in parentheses and may contain anything,
        ///     so fields are counted from the last parenthesis: the first after it is number 3.
        ///   - system: `/proc/stat`, for the time of boot.
        mutating func parse(stat: String, system: String) {
            guard let name = stat.lastIndex(of: ")") else { return }
            let fields = stat[stat.index(after: name)...].split(whereSeparator: \.isWhitespace)
            func field(_ number: Int) -> Double? {
                fields.indices.contains(number - 3) ? Self.number(fields[number - 3]) : nil
            }
            let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
            if let user = field(14), let system = field(15) { cpuSeconds = (user + system) / ticks }
            threads = field(20)
            virtualBytes = field(23)
            residentBytes = field(24).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
            let boot = system.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap {
                Self.number($0.dropFirst(6))
            }
            if let boot, let start = field(22) { startTime = boot + start / ticks }
        }

        /// - Parameter network: `/proc/self/net/netstat`: pairs of lines that begin alike, one with names, one with
        ///   their values.
        mutating func parse(network: String) {
            let lines = network.split(separator: "\n").filter { $0.hasPrefix("IpExt:") }
                .map { $0.split(separator: " ") }
            guard lines.count >= 2, lines[0].count == lines[1].count else { return }
            for (name, value) in zip(lines[0], lines[1]) {
                if name == "InOctets" { receivedBytes = Self.number(value) }
                if name == "OutOctets" { transmittedBytes = Self.number(value) }
            }
        }

        /// - Parameter io: `/proc/self/io`: a name, a colon and a number on each line.
        mutating func parse(io: String) {
            for line in io.split(separator: "\n") {
                if line.hasPrefix("read_bytes: ") { diskReadBytes = Self.number(line.dropFirst(12)) }
                if line.hasPrefix("write_bytes: ") { diskWrittenBytes = Self.number(line.dropFirst(13)) }
            }
        }

        /// Counts and sizes are decimal digits; what else `Double` would read, such as `nan`, is none.
        private static func number(_ text: Substring) -> Double? { UInt64(text).map { Double($0) } }
    }
#endif
