#if os(Linux)
    /// What the operating system knows about this process, as `process_*`: the names that Prometheus' client libraries
    /// share, and bytes of disks and networks. Read from a few files of `/proc` at each collection; what the
    /// system does not tell, as in some containers, is left out. Linux only.
    ///
    /// ``Registry/default`` has one; others are given theirs:
    ///
    /// ```swift
    /// try registry.register(ProcessCollector())
    /// ```
    ///
    /// | metric | type | from |
    /// |---|---|---|
    /// | `process_cpu_seconds_total` | counter | `/proc/self/stat`, user and system time |
    /// | `process_threads` | gauge | `/proc/self/stat` |
    /// | `process_open_fds`, `process_max_fds` | gauge | `/proc/self/fd`, the soft limit; no limit is left out |
    /// | `process_virtual_memory_bytes`, `process_resident_memory_bytes` | gauge | `/proc/self/stat` |
    /// | `process_virtual_memory_max_bytes` | gauge | the soft limit; no limit is left out |
    /// | `process_start_time_seconds` | gauge | `/proc/self/stat`, `/proc/stat` |
    /// | `process_network_receive_bytes_total` | counter | `/proc/self/net/netstat` |
    /// | `process_network_transmit_bytes_total` | counter | `/proc/self/net/netstat` |
    /// | `process_disk_read_bytes_total`, `process_disk_written_bytes_total` | counter | `/proc/self/io` |
    ///
    /// The network's are those of all processes in the same network namespace: in a container, usually this one. The
    /// disks' are bytes that reached the storage layer, and those that this process caused to be written to it; they
    /// are missing where a process may not read its own `/proc/self/io`.
    public struct ProcessCollector: Collector {
        /// In the order of ``ProcessMetric/all``.
        private let descriptors: [FamilyDescriptor]

        /// The families under the names that every client library gives them.
        public init() {
            // The names are legal.
            descriptors = (try? ProcessMetric.all.map { try $0.descriptor(prefix: "") }) ?? []
        }

        /// - Parameter namespace: Put before the names with an underscore, as in `shop_process_open_fds`, for a page
        ///   that tells of other processes too.
        /// - Throws: ``RegistrationError`` when the names are not legal with it.
        public init(namespace: String) throws(RegistrationError) {
            let prefix = namespace.isEmpty ? "" : namespace + "_"
            var descriptors: [FamilyDescriptor] = []
            for metric in ProcessMetric.all { descriptors.append(try metric.descriptor(prefix: prefix)) }
            self.descriptors = descriptors
        }

        /// All that the system may tell, also what this one does not.
        public var families: [FamilyDescriptor] { descriptors }

        /// Reads the files of `/proc`: some tens of microseconds.
        public func collect() -> [FamilySnapshot] {
            let status = ProcessStatus.read()
            return zip(ProcessMetric.all, descriptors).compactMap { metric, descriptor in
                guard let value = metric.value(status) else { return nil }
                return try? FamilySnapshot(descriptor, samples: [FamilySnapshot.Sample(value)])
            }
        }
    }
#endif
