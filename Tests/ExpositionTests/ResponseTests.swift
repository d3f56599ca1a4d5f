import NinesExposition
import NinesMetrics
import Testing

@Suite struct ResponseTests {
    private struct Tides: Collector {
        let families: [FamilyDescriptor]

        init() throws {
            families = [try FamilyDescriptor("tide_meters", type: .gauge, help: "Now.", unit: "meters")]
        }

        func collect() -> [FamilySnapshot] {
            families.compactMap { try? FamilySnapshot($0, samples: [.init(1.5, labels: [Label("port", "Kiel")])]) }
        }
    }

    @Test func `a registry's page comes in the format that the client wants`() throws {
        let registry = Registry()
        try registry.register(Tides())

        let text = Exposition.response(from: registry, accept: nil)
        #expect(text.status == 200)
        #expect(text.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            text.body.text.contains(
                """
                # HELP tide_meters Now.
                # TYPE tide_meters gauge
                tide_meters{port="Kiel"} 1.5

                """))

        let openMetrics = Exposition.response(from: registry, accept: "application/openmetrics-text;version=1.0.0")
        #expect(openMetrics.status == 200)
        #expect(openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(
            openMetrics.body.text.contains(
                """
                # TYPE tide_meters gauge
                # UNIT tide_meters meters
                # HELP tide_meters Now.
                tide_meters{port="Kiel"} 1.5

                """))
        #expect(openMetrics.body.text.hasSuffix("\n# EOF\n"))
    }

    @Test func `the OpenMetrics draft has its own version and the same page`() throws {
        let registry = Registry()
        try registry.register(Tides())

        let draft = Exposition.response(from: registry, accept: "application/openmetrics-text; version=0.0.1")
        let final = Exposition.response(from: registry, accept: "application/openmetrics-text; version=1.0.0")

        #expect(draft.contentType == "application/openmetrics-text; version=0.0.1; charset=utf-8")
        #expect(draft.body.bytes == final.body.bytes)
    }

    private static func registry() throws -> Registry {
        let registry = Registry(nameScheme: .utf8)
        try registry.counter("visits_total", help: "").increment()
        try registry.gauge("depth_meters", help: "").set(2)
        try registry.gauge("späti.queue", help: "").set(3)
        return registry
    }

    @Test(
        arguments: [
            (nil, ["depth_meters", "sp_ti_queue", "visits_total"]),
            ("", ["depth_meters", "sp_ti_queue", "visits_total"]),
            ("name=depth_meters", ["depth_meters", "sp_ti_queue", "visits_total"]),
            ("name[]=depth_meters", ["depth_meters"]),
            ("name%5B%5D=depth_meters", ["depth_meters"]),
            ("name%5b%5d=depth%5fmeters", ["depth_meters"]),
            ("name[]=visits&x=y&name[]=depth_meters&&name[]=other", ["depth_meters", "visits_total"]),
            ("name[]=visits_created", ["visits_total"]),
            ("name[]=sp%C3%A4ti.queue", ["sp_ti_queue"]),
            ("name[]=sp_ti_queue", ["sp_ti_queue"]),
            ("name[]=other", []),
            ("name[]", []),
            ("name[]=depth+meters", ["depth_meters"]),
            ("name[]=depth_meters%", []),
            ("name[]=depth_meters%5", []),
            ("name[]=%zz&name[]=%FF&name[]=visits", ["visits_total"]),
        ] as [(String?, [String])])
    func `the query's names say which families are collected`(query: String?, names: [String]) throws {
        let page = Exposition.response(from: try Self.registry(), accept: nil, query: query).body.text
        let samples = page.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
            $0.split(separator: " ").first
        }
        #expect(samples.filter { !$0.hasPrefix("nines_") }.map(String.init) == names)
    }

    @Test(
        arguments: [
            ("underscores", "shop_b_ta_total"), ("dots", "shop__b__ta_total"), ("values", "U__shop__b_ea_ta_total"),
            ("allow-utf-8", "shop_bêta_total"),
        ])
    func `a family is found by the name that the scraper knows, through views too`(
        scheme: String, name: String
    ) throws {
        let registry = Registry(nameScheme: .utf8)
        try registry.counter("bêta_total", help: "").increment()
        try registry.counter("gâma_total", help: "").increment()
        try registry.counter("plain_total", help: "").increment()
        let accept = "text/plain;version=1.0.0;escaping=\(scheme)"
        let sources: [any MetricSource] = [
            try registry.view(prefix: "shop_"), CombinedMetrics([try registry.view(prefix: "shop_")]),
        ]
        for source in sources {
            let query = "name[]=\(name)"
            let page = Exposition.response(from: source, accept: accept, query: query).body.text
            let sample = scheme == "allow-utf-8" ? "{\"\(name)\"} 1" : "\(name) 1"
            #expect(page.split(separator: "\n").filter { !$0.hasPrefix("#") } == [Substring(sample)])
        }
    }

    @Test(arguments: ["a_b", "a.b", "a-b"])
    func `of families with one escaped name a scrape of that name has the one that the whole page has`(
        name: String
    ) throws {
        let registry = Registry(nameScheme: .utf8)
        try registry.gauge("a-b", help: "").set(1)
        try registry.gauge("a.b", help: "").set(2)
        let first = Exposition.response(from: registry, accept: nil, query: "name[]=a_b").body.text
        #expect(first == "# TYPE a_b gauge\na_b 1\n")
        try registry.gauge("a_b", help: "").set(3)
        for query in ["name[]=\(name)", "name[]=\(name)&name[]=other"] {
            let page = Exposition.response(from: registry, accept: nil, query: query).body.text
            #expect(page == "# TYPE a_b gauge\na_b 3\n")
        }
    }

    @Test func `a prefix that is escaped does not hide families from the scraper that asks for them`() throws {
        let registry = Registry()
        try registry.gauge("depth", help: "").set(1)
        try registry.gauge("width", help: "").set(2)
        let view = try registry.view(prefix: "my.app.", nameScheme: .utf8)
        #expect(
            Exposition.response(from: view, accept: nil, query: "name[]=my_app_depth").body.text
                == "# TYPE my_app_depth gauge\nmy_app_depth 1\n")
    }

    @Test(
        arguments: [
            (nil, .identity), ("", .identity), ("gzip", .gzip), ("GZip", .gzip), ("x-gzip", .gzip), ("*", .gzip),
            ("deflate, gzip;q=1.0, *;q=0.5", .gzip), ("br, zstd, deflate", .identity), ("identity", .identity),
            ("gzip;q=0", .identity), ("gzip;q=0, *", .identity), ("gzip;q=0.001", .gzip),
            ("gzip;q=0.5, identity;q=0.8", .identity), ("gzip;q=0.5, identity;q=0.5", .gzip),
            ("gzip;q=0.5, *;q=0.8", .identity), ("identity;q=0.5, *;q=0.8", .gzip),
            ("identity;q=0", .gzip), ("br, identity;q=0", .gzip), ("*;q=0", .identity), ("gzip, *;q=0", .gzip),
            ("identity;q=0, gzip;q=0", .identity), ("identity;q=0, *;q=0.1", .gzip),
            ("gzip;q=2, identity", .identity), ("gzip;q=x", .identity), ("gz ip, ;q=1, gzip", .gzip),
            (" gzip ; q=0.5 ,", .gzip),
        ] as [(String?, ContentEncoding)])
    func `the encoding is what the client weighs most`(acceptEncoding: String?, encoding: ContentEncoding) throws {
        let response = Exposition.response(from: Registry(), accept: nil, acceptEncoding: acceptEncoding)
        #expect(response.wantedEncoding == encoding)
    }

    @Test func `a body is not compressed whatever its encoding says`() throws {
        let registry = try Self.registry()
        let page = Exposition.response(from: registry, accept: nil, query: "name[]=visits", acceptEncoding: "gzip")
        #expect(page.wantedEncoding.rawValue == "gzip")
        #expect(page.body.text == "# TYPE visits_total counter\nvisits_total 1\n")
    }

    @Test func `a query of 64 KiB is read in one pass`() throws {
        let query = String(repeating: "name[]=%25%zz+&", count: 4_400) + "name[]=visits"
        let page = Exposition.response(from: try Self.registry(), accept: nil, query: query).body.text
        #expect(page == "# TYPE visits_total counter\nvisits_total 1\n")
    }
}
