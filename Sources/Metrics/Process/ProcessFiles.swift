#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

#if os(Linux)
    /// What the collectors ask the system for.
    enum ProcessFiles {
        /// The whole file, which `/proc` has in one or two pages; empty when it cannot be read. At most 1 MiB.
        static func text(of path: String) -> String {
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

        /// Since version 6.2 Linux says it as the directory's size; before, each entry has to be walked.
        static func countOpenFiles() -> Double? {
            var status = stat()
            if stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return Double(status.st_size) }
            guard let directory = opendir("/proc/self/fd") else { return nil }
            defer { closedir(directory) }
            var entries = 0
            while readdir(directory) != nil { entries += 1 }
            // Without ".", ".." and the directory that is being read.
            return Double(max(0, entries - 3))
        }

        #if canImport(Glibc)
            static var maximumFiles: Double? { limit(Int32(RLIMIT_NOFILE.rawValue)) }
            static var maximumVirtualBytes: Double? { limit(Int32(RLIMIT_AS.rawValue)) }
        #else
            static var maximumFiles: Double? { limit(RLIMIT_NOFILE) }
            static var maximumVirtualBytes: Double? { limit(RLIMIT_AS) }
        #endif

        /// The soft limit of a resource; nil where there is none.
        private static func limit(_ resource: Int32) -> Double? {
            var limits = rlimit()
            guard getrlimit(resource, &limits) == 0 else { return nil }
            return limits.rlim_cur == rlim_t.max ? nil : Double(limits.rlim_cur)
        }
    }
#endif
