#if os(Linux)
    /// One of the families of ``ProcessCollector``: its metadata, and where in a ``ProcessStatus`` its value is.
    struct ProcessMetric: Sendable {
        private let name: String
        private let type: MetricType
        private let unit: String?
        private let help: String
        let value: @Sendable (ProcessStatus) -> Double?

        private init(
            _ name: String, _ type: MetricType, _ unit: String?, _ help: String,
            _ value: @escaping @Sendable (ProcessStatus) -> Double?
        ) {
            self.name = name
            self.type = type
            self.unit = unit
            self.help = help
            self.value = value
        }

        func descriptor(prefix: String) throws(RegistrationError) -> FamilyDescriptor {
            try FamilyDescriptor(prefix + name, type: type, help: help, unit: unit)
        }

        /// Names and meanings are those of client_golang, "process_collector.go", and of Prometheus' rules for client
        /// libraries (`process_threads`), except the disks', which are named as node_exporter names its own.
        static let all = [
            ProcessMetric(
                "process_cpu_seconds_total", .counter, "seconds", "Total user and system CPU time spent in seconds."
            ) { $0.cpuSeconds },
            ProcessMetric("process_threads", .gauge, nil, "Number of OS threads in the process.") { $0.threads },
            ProcessMetric("process_open_fds", .gauge, nil, "Number of open file descriptors.") { $0.openFiles },
            ProcessMetric("process_max_fds", .gauge, nil, "Maximum number of open file descriptors.") {
                $0.maximumFiles
            },
            ProcessMetric("process_virtual_memory_bytes", .gauge, "bytes", "Virtual memory size in bytes.") {
                $0.virtualBytes
            },
            ProcessMetric(
                "process_virtual_memory_max_bytes", .gauge, "bytes",
                "Maximum amount of virtual memory available in bytes."
            ) { $0.maximumVirtualBytes },
            ProcessMetric("process_resident_memory_bytes", .gauge, "bytes", "Resident memory size in bytes.") {
                $0.residentBytes
            },
            ProcessMetric(
                "process_start_time_seconds", .gauge, "seconds",
                "Start time of the process since unix epoch in seconds."
            ) { $0.startTime },
            ProcessMetric(
                "process_network_receive_bytes_total", .counter, "bytes",
                "Number of bytes received over the network, in the process' network namespace."
            ) { $0.receivedBytes },
            ProcessMetric(
                "process_network_transmit_bytes_total", .counter, "bytes",
                "Number of bytes sent over the network, in the process' network namespace."
            ) { $0.transmittedBytes },
            ProcessMetric(
                "process_disk_read_bytes_total", .counter, "bytes",
                "Number of bytes the process caused to be read from storage."
            ) { $0.diskReadBytes },
            ProcessMetric(
                "process_disk_written_bytes_total", .counter, "bytes",
                "Number of bytes the process caused to be written to storage."
            ) { $0.diskWrittenBytes },
        ]
    }
#endif
