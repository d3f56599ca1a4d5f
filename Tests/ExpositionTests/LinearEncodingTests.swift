#if DEBUG
    import NinesExposition
    import NinesMetrics
    import Testing

    /// What a page costs grows with the number of children and with nothing else, in every format and for every kind of
    /// family. Told by how often a child's labels and times are looked at, which no clock disturbs.
    @Suite struct LinearEncodingTests {
        private static let formats: [ExpositionFormat] = [
            .text, .text1, .openMetrics, .openMetricsDraft, .openMetrics2, .protobuf,
        ]

        @Test(arguments: formats, MetricType.allCases)
        func `each child is looked at a fixed number of times, however many there are`(
            format: ExpositionFormat, type: MetricType
        ) throws {
            let few = try reads(try family(type, children: 100), as: format)
            let many = try reads(try family(type, children: 1_000), as: format)
            #expect(many.pages > 20)
            // Labels and created time once for each of a child's lines, and the labels once for the size of a message.
            #expect(few.perChild <= 12)
            #expect(many.perChild <= 12)
        }

        @Test(arguments: formats)
        func `a chunk looks at the children that it writes and at no others`(format: ExpositionFormat) throws {
            let family = try family(.counter, children: 1_000)
            var chunks = ExpositionBody(
                Snapshot(families: [family]), format: format, createdTimes: true, chunkSize: 256
            ).makeIterator()
            // What has to be known of the whole family before its first byte is worked out here.
            _ = chunks.next()
            for _ in 0..<100 {
                let reads = ColumnReads()
                _ = ColumnReads.$counted.withValue(reads) { chunks.next() }
                #expect(reads.count <= 32)
            }
        }

        private func reads(
            _ family: FamilySnapshot, as format: ExpositionFormat
        ) throws -> (pages: Int, perChild: Int) {
            let reads = ColumnReads()
            let chunks = ColumnReads.$counted.withValue(reads) {
                ExpositionBody(Snapshot(families: [family]), format: format, createdTimes: true, chunkSize: 512)
                    .reduce(0) { count, _ in count + 1 }
            }
            return (chunks, (reads.count + family.count - 1) / family.count)
        }

        private func family(_ type: MetricType, children: Int) throws -> FamilySnapshot {
            let created = UnixTime(milliseconds: 1_700_000_000_000)
            let labels = (0..<children).map { [Label("path", "/\($0)")] }
            let exemplar = Exemplar(1, labels: [Label("trace_id", "7d1a")], time: created)
            let suffix = type == .counter ? "_total" : type == .info ? "_info" : ""
            let descriptor = try FamilyDescriptor("jobs" + suffix, type: type, help: "Jobs.")
            switch type {
            case .counter:
                return try FamilySnapshot(
                    descriptor, samples: labels.map { .init(1, labels: $0, created: created, exemplar: exemplar) })
            case .gauge, .info, .unknown:
                return try FamilySnapshot(
                    descriptor, samples: labels.map { .init(1, labels: $0, created: created, timestamp: created) })
            case .stateSet:
                return try FamilySnapshot(
                    descriptor, samples: labels.map { .init(1, labels: $0 + [Label("jobs", "idle")]) })
            case .histogram, .gaugeHistogram:
                return try FamilySnapshot(
                    descriptor, upperBounds: [1, 2],
                    histograms: labels.map {
                        .init(counts: [1, 2, 3], sum: 4, labels: $0, created: created, exemplars: [exemplar])
                    })
            case .summary:
                return try FamilySnapshot(
                    descriptor, quantiles: [0.5],
                    summaries: labels.map { .init(estimates: [1], count: 1, sum: 1, labels: $0, created: created) })
            }
        }
    }
#endif
