#if os(Linux)
    @testable import NinesMetrics
    import Testing

    @Suite struct ProcessCollectorTests {
        @Test func readsThisProcess() throws {
            let registry = Registry()
            try registry.register(ProcessCollector())
            let snapshot = registry.collect()
            #expect(
                snapshot.families.map(\.descriptor.name) == [
                    "process_cpu_seconds_total", "process_max_fds", "process_open_fds",
                    "process_resident_memory_bytes", "process_start_time_seconds", "process_virtual_memory_bytes",
                    "process_virtual_memory_max_bytes",
                ])
            let resident = try #require(snapshot.value(of: "process_resident_memory_bytes"))
            let virtual = try #require(snapshot.value(of: "process_virtual_memory_bytes"))
            #expect(resident > 1_000_000 && resident < virtual)
            #expect(try #require(snapshot.value(of: "process_open_fds")) >= 3)
        }

        @Test func findsTheFieldsBehindAProgramNameWithParenthesesAndSpaces() {
            let fields = (3...52).map { "\($0)00" }.joined(separator: " ")
            var status = ProcessStatus()
            status.parse(stat: "7 (a) (b c)) \(fields)\n", system: "cpu 1 2\nbtime 1000\nprocesses 5\n")
            let ticks = 100.0
            #expect(status.cpuSeconds == (1400 + 1500) / ticks)
            #expect(status.virtualBytes == 2_300.0)
            #expect(status.residentBytes == 9_830_400.0)
            #expect(status.startTime == 1000 + 2200 / ticks)
        }

        @Test(arguments: ["", "7", "7 (a", "7 (a)", "7 (a) S 1"])
        func saysNothingForATextItDoesNotUnderstand(_ text: String) {
            var status = ProcessStatus()
            status.parse(stat: text, system: "")
            #expect(status.cpuSeconds == nil && status.residentBytes == nil && status.startTime == nil)
        }
    }
#endif
