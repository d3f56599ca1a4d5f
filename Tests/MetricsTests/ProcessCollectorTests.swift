import TestSupport

#if os(Linux)
    @testable import NinesMetrics
    import Testing

    @Suite struct ProcessCollectorTests {
        @Test func `reads this process`() throws {
            let registry = Registry()
            try registry.register(ProcessCollector())
            let snapshot = registry.collect()
            let always = [
                "process_cpu_seconds_total", "process_open_fds", "process_resident_memory_bytes",
                "process_start_time_seconds", "process_threads", "process_virtual_memory_bytes",
            ]
            // A sandbox may hide these, and there may be no limit.
            let often = [
                "process_max_fds", "process_virtual_memory_max_bytes",
                "process_disk_read_bytes_total", "process_disk_written_bytes_total",
                "process_network_receive_bytes_total", "process_network_transmit_bytes_total",
            ]
            let names = snapshot.families.map(\.descriptor.name)
            #expect(names.filter { !often.contains($0) } == always)
            #expect(ProcessCollector().families.map(\.name).sorted() == (always + often).sorted())
            for name in ["process_max_fds", "process_virtual_memory_max_bytes"] {
                #expect(snapshot.value(of: name) != .infinity)
            }
            let resident = try #require(snapshot.value(of: "process_resident_memory_bytes"))
            let virtual = try #require(snapshot.value(of: "process_virtual_memory_bytes"))
            #expect(resident > 1_000_000 && resident < virtual)
            #expect(try #require(snapshot.value(of: "process_open_fds")) >= 3)
        }

        @Test func `counts threads`() throws {
            let registry = Registry()
            try registry.register(ProcessCollector())
            let (meeting, end) = (Meeting(4), Meeting(4))
            let threads = PosixThread {
                PosixThread.run(3) { _ in
                    meeting.arrive()
                    end.arrive()
                }
            }
            meeting.arrive()
            let counted = registry.collect().value(of: "process_threads")
            end.arrive()
            threads.join()
            // The test's, the one that starts three, and the three.
            #expect(try #require(counted) >= 5)
        }

        @Test func `the default registry has them once and others do not`() throws {
            let name = NameFilter(["process_open_fds"])
            #expect(Registry.default.collect(name).families.count == 1)
            #expect(try !Registry.default.register(ProcessCollector()).isNew)
            #expect(Registry.default.collect(name).families.count == 1)
            #expect(Registry(exposesOwnMetrics: true).collect(name).families.isEmpty)
        }

        @Test func `puts a namespace before the names`() throws {
            let collector = try ProcessCollector(namespace: "shop")
            #expect(collector.families.allSatisfy { $0.name.hasPrefix("shop_process_") })
            #expect(collector.collect().contains { $0.descriptor.name == "shop_process_open_fds" })
            #expect(try ProcessCollector(namespace: "").families == ProcessCollector().families)
            let error = #expect(throws: RegistrationError.self) { try ProcessCollector(namespace: "a-b") }
            #expect(
                error?.description
                    == #"metric name "a-b_process_cpu_seconds_total": it must match [a-zA-Z_:][a-zA-Z0-9_:]*"#)
        }

        @Test(arguments: ["(nines)", "(a) (b c))", "() S 1 2 3)", "(a\nb) (c)"])
        func `finds the fields behind any program name`(_ name: String) {
            let fields = (3...52).map { "\($0)00" }.joined(separator: " ")
            var status = ProcessStatus()
            status.parse(stat: "7 \(name) \(fields)\n", system: "cpu 1 2\nbtime 1000\nprocesses 5\n")
            let ticks = 100.0
            #expect(status.cpuSeconds == (1400 + 1500) / ticks)
            #expect(status.threads == 2_000.0)
            #expect(status.virtualBytes == 2_300.0)
            #expect(status.residentBytes == 9_830_400.0)
            #expect(status.startTime == 1000 + 2200 / ticks)
        }

        @Test(arguments: ["", "7", "7 (a", "7 (a)", "7 (a) S 1", "7 (a) \((3...52).map { _ in "nan" })"])
        func `says nothing for a text it does not understand`(_ text: String) {
            var status = ProcessStatus()
            status.parse(stat: text, system: "")
            #expect(status.cpuSeconds == nil && status.residentBytes == nil && status.startTime == nil)
            status.parse(network: text)
            #expect(status.receivedBytes == nil && status.transmittedBytes == nil)
            status.parse(io: text)
            #expect(status.diskReadBytes == nil && status.diskWrittenBytes == nil)
        }

        @Test func `finds the bytes of the network by their names`() {
            var status = ProcessStatus()
            status.parse(
                network: """
                    TcpExt: SyncookiesSent InOctets OutOctets
                    TcpExt: 0 1 2
                    IpExt: InNoRoutes InTruncatedPkts InOctets OutOctets InMcastOctets
                    IpExt: 0 0 18446744073709551615 7306 0
                    MPTcpExt: MPCapableSYNRX InOctets
                    MPTcpExt: 0 5

                    """)
            #expect(status.receivedBytes == 18_446_744_073_709_551_616)
            #expect(status.transmittedBytes == 7306)
            var shorter = ProcessStatus()
            shorter.parse(network: "IpExt: InOctets OutOctets\nIpExt: 7\n")
            #expect(shorter.receivedBytes == nil)
        }

        @Test func `finds the bytes of the disks`() {
            var status = ProcessStatus()
            status.parse(
                io: """
                    rchar: 323934931
                    wchar: 323929600
                    syscr: 632687
                    syscw: 632675
                    read_bytes: 4096
                    write_bytes: 323932160
                    cancelled_write_bytes: 17

                    """)
            #expect(status.diskReadBytes == 4096)
            #expect(status.diskWrittenBytes == 323_932_160)
        }
    }
#endif
