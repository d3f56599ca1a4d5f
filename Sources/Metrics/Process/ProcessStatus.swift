#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

#if os(Linux)
    /// One reading of this process' files in `/proc`. A value is nil where the system does not tell.
    struct ProcessStatus {
        private(set) var cpuSeconds: Double?
        private(set) var virtualBytes: Double?
        private(set) var residentBytes: Double?
        /// Since the Unix epoch.
        private(set) var startTime: Double?
        private(set) var openFiles: Double?

        static func read() -> ProcessStatus {
            var status = ProcessStatus()
            status.parse(stat: text(of: "/proc/self/stat"), system: text(of: "/proc/stat"))
            status.openFiles = countOpenFiles()
            return status
        }

        /// - Parameters:
        ///   - stat: `/proc/self/stat`, proc(5). The second field is the program's name in parentheses and may contain
        ///     anything, so fields are counted from the last parenthesis: the first after it is number 3.
        ///   - system: `/proc/stat`, for the time of boot.
        mutating func parse(stat: String, system: String) {
            guard let name = stat.lastIndex(of: ")") else { return }
            let fields = stat[stat.index(after: name)...].split(separator: " ")
            func field(_ number: Int) -> Double? {
                fields.indices.contains(number - 3) ? Double(fields[number - 3]) : nil
            }
            let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
            if let user = field(14), let system = field(15) { cpuSeconds = (user + system) / ticks }
            virtualBytes = field(23)
            residentBytes = field(24).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
            let boot = system.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap {
                Double($0.dropFirst(6))
            }
            if let boot, let start = field(22) { startTime = boot + start / ticks }
        }

        #if canImport(Glibc)
            static var maximumFiles: Double? { limit(Int32(RLIMIT_NOFILE.rawValue)) }
            static var maximumVirtualBytes: Double? { limit(Int32(RLIMIT_AS.rawValue)) }
        #else
            static var maximumFiles: Double? { limit(RLIMIT_NOFILE) }
            static var maximumVirtualBytes: Double? { limit(RLIMIT_AS) }
        #endif

        /// The soft limit of a resource; infinite where there is none.
        private static func limit(_ resource: Int32) -> Double? {
            var limits = rlimit()
            guard getrlimit(resource, &limits) == 0 else { return nil }
            return limits.rlim_cur == rlim_t.max ? .infinity : Double(limits.rlim_cur)
        }

        /// The whole file, which `/proc` has in one or two pages; empty when it cannot be read.
        private static func text(of path: String) -> String {
            let file = open(path, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return "" }
            defer { close(file) }
            var bytes: [UInt8] = []
            while bytes.count < 1 << 20 {
                let chunk = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                    count = max(0, pread(file, buffer.baseAddress, buffer.count, bytes.count))
                }
                if chunk.isEmpty { break }
                bytes += chunk
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func countOpenFiles() -> Double? {
            guard let directory = opendir("/proc/self/fd") else { return nil }
            defer { closedir(directory) }
            var entries = 0
            while readdir(directory) != nil { entries += 1 }
            // Without ".", ".." and the directory that is being read.
            return Double(max(0, entries - 3))
        }
    }
#endif
