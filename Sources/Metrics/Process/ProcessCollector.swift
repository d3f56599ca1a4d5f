#if os(Linux)
    /// What the operating system knows about this process, as `process_*`: the names that Prometheus' client libraries
    /// share. Read from `/proc` at each collection, in some tens of microseconds. Linux only.
    ///
    /// ```swift
    /// try Registry.default.register(ProcessCollector())
    /// ```
    public struct ProcessCollector: Collector {
        public init() {}

        public var families: [FamilyDescriptor] { ProcessFamily.allCases.compactMap(\.descriptor) }

        public func collect() -> [FamilySnapshot] {
            let status = ProcessStatus.read()
            return ProcessFamily.allCases.compactMap { family in
                guard let descriptor = family.descriptor, let value = family.value(status) else { return nil }
                return try? FamilySnapshot(descriptor, samples: [FamilySnapshot.Sample(value)])
            }
        }
    }

    enum ProcessFamily: String, CaseIterable {
        case cpuSeconds = "process_cpu_seconds_total"
        case openFiles = "process_open_fds"
        case maximumFiles = "process_max_fds"
        case virtualMemory = "process_virtual_memory_bytes"
        case maximumVirtualMemory = "process_virtual_memory_max_bytes"
        case residentMemory = "process_resident_memory_bytes"
        case startTime = "process_start_time_seconds"

        private var help: String {
            switch self {
            case .cpuSeconds: "Total user and system CPU time spent in seconds."
            case .openFiles: "Number of open file descriptors."
            case .maximumFiles: "Maximum number of open file descriptors."
            case .virtualMemory: "Virtual memory size in bytes."
            case .maximumVirtualMemory: "Maximum amount of virtual memory available in bytes."
            case .residentMemory: "Resident memory size in bytes."
            case .startTime: "Start time of the process since unix epoch in seconds."
            }
        }

        /// Nil for none: the names are legal.
        var descriptor: FamilyDescriptor? {
            let unit: String? =
                switch self {
                case .cpuSeconds, .startTime: "seconds"
                case .openFiles, .maximumFiles: nil
                case .virtualMemory, .maximumVirtualMemory, .residentMemory: "bytes"
                }
            return try? FamilyDescriptor(
                rawValue, type: self == .cpuSeconds ? .counter : .gauge, help: help, unit: unit)
        }

        func value(_ status: ProcessStatus) -> Double? {
            switch self {
            case .cpuSeconds: status.cpuSeconds
            case .openFiles: status.openFiles
            case .maximumFiles: ProcessStatus.maximumFiles
            case .virtualMemory: status.virtualBytes
            case .maximumVirtualMemory: ProcessStatus.maximumVirtualBytes
            case .residentMemory: status.residentBytes
            case .startTime: status.startTime
            }
        }
    }
#endif
