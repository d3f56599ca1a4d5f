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
}
