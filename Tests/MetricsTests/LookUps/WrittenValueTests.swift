import NinesMetrics
import TestSupport
import Testing

/// A label value's text is what its `write` says, for every way to its child: the first look-up and later ones,
/// handles, removals.
@Suite struct WrittenValueTests {
    private enum Method: String, LabelValue, CaseIterable {
        case get, post
        case longest = "a raw value of more than fifteen bytes"
        func write(to key: inout LabelKeyWriter) { key.append(rawValue.uppercased()) }
    }

    private enum Status: Int, LabelValue, CaseIterable {
        case ok = 200
        case missing = 404
        func write(to key: inout LabelKeyWriter) { key.append("\(rawValue / 100)xx") }
    }

    /// One byte, with a raw value that is not its text.
    private struct Small: RawRepresentable, LabelValue, CaseIterable {
        let rawValue: UInt8
        static let allCases = [0, 1, 31, 32, 255].map { Small(rawValue: $0) }
        func write(to key: inout LabelKeyWriter) { key.append("small \(rawValue)") }
    }

    private struct Route: RawRepresentable, LabelValue, CaseIterable {
        let rawValue: String
        static let allCases = [Route(rawValue: "/a"), Route(rawValue: "/a/route/of/many/bytes")]
        func write(to key: inout LabelKeyWriter) { key.append("route \(rawValue)") }
    }

    private struct Port: RawRepresentable, LabelValue, CaseIterable {
        let rawValue: Int
        static let allCases = [Port(rawValue: 80), Port(rawValue: Int.min)]
        func write(to key: inout LabelKeyWriter) { key.append("port \(rawValue)") }
    }

    /// Writes itself by the extension at the end of this file.
    fileprivate enum Zone: String, CaseIterable { case north, south }

    private enum Bare: CaseIterable, LabelValue {
        case one, two
        func write(to key: inout LabelKeyWriter) { key.append(self == .one ? "1" : "a second value of one byte") }
    }

    private enum Cache: String, LabelValue, CaseIterable {
        case hit, miss
        case none = ""
    }

    private func check<Value: LabelValue & CaseIterable>(_ type: Value.Type, _ texts: [String]) throws {
        let registry = Registry()
        let family = try registry.counter(
            "written_total", help: "W.", labels: LabelName("a", of: Value.self), LabelName("b", of: Value.self))
        let values = Array(type.allCases)
        func labels(_ index: Int) -> [String: String] {
            ["a": texts[index], "b": texts[(index + 1) % texts.count]]
        }
        func each(_ body: (Value, Value) -> Void) {
            for index in values.indices { body(values[index], values[(index + 1) % values.count]) }
        }
        // A thread's first look-up goes another way than later ones.
        PosixThread {
            let values = Array(type.allCases)
            for index in values.indices { family.increment(values[index], values[(index + 1) % values.count]) }
        }.join()
        for _ in 0..<3 { each { family.increment($0, $1) } }
        each { family.labels($0, $1).increment() }
        let snapshot = registry.collect()
        #expect(snapshot.family("written_total")?.count == texts.count)
        for index in texts.indices { #expect(snapshot.value(of: "written_total", labels: labels(index)) == 5) }
        each { #expect(family.remove($0, $1)) }
        #expect(registry.collect().family("written_total")?.count == 0)
    }

    @Test func `a case with a raw value and its own text is one series`() throws {
        try check(Method.self, ["GET", "POST", "A RAW VALUE OF MORE THAN FIFTEEN BYTES"])
    }

    @Test func `a case with an integer and its own text is one series`() throws {
        try check(Status.self, ["2xx", "4xx"])
    }

    @Test func `a structure of one byte with its own text is one series`() throws {
        try check(Small.self, ["small 0", "small 1", "small 31", "small 32", "small 255"])
    }

    @Test func `a structure with a raw value and its own text is one series`() throws {
        try check(Route.self, ["route /a", "route /a/route/of/many/bytes"])
        try check(Port.self, ["port 80", "port -9223372036854775808"])
    }

    @Test func `a type that conforms in an extension is one series`() throws {
        try check(Zone.self, ["in the north", "in the south"])
    }

    @Test func `a type without a raw value is one series`() throws {
        try check(Bare.self, ["1", "a second value of one byte"])
    }

    @Test func `a type that writes nothing itself is its raw value`() throws {
        try check(Cache.self, ["hit", "miss", ""])
    }
}

extension WrittenValueTests.Zone: LabelValue {
    func write(to key: inout LabelKeyWriter) { key.append("in the \(self)") }
}
