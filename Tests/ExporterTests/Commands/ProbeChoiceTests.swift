import Testing

@testable import nines

/// What `nines probe` takes its argument for.
@Suite struct ProbeChoiceTests {
    private static let text = """
        modules:
          http_2xx: {prober: http, timeout: 3s}
          head: {prober: http, http: {method: HEAD}}
          ping: {prober: icmp}
        targets:
          - {name: front, url: "http://shop.example/", module: head}
          - {name: back.example, url: "http://back.example:8080/"}
        """

    private func choice() throws -> ProbeChoice {
        ProbeChoice(
            configuration: try .parse(Self.text, file: "nines.yml", leavingOutUnsupported: true), file: "nines.yml")
    }

    private func refusal(of text: String, module: String? = nil, by choice: ProbeChoice) -> String {
        do throws(Unusable) {
            return "probes \(try choice.target(text, module: module).url)"
        } catch {
            return error.message
        }
    }

    @Test func `a name is the target's, with its module unless another is asked for`() throws {
        let front = try choice().target("front", module: nil)
        #expect(front.url == "http://shop.example/")
        #expect(front.module.name == "head")
        let other = try choice().target("front", module: "http_2xx")
        #expect(other.module.name == "http_2xx")
        #expect(other.timeout == .seconds(3))
    }

    @Test func `anything else is a place, probed by the file's http_2xx`() throws {
        for text in ["shop.example", "localhost", "frontend:8080", "127.0.0.1", "[::1]", "http://fron"] {
            let target = try choice().target(text, module: nil)
            #expect(target.url == (text.contains("://") ? text : "http://" + text))
            #expect(target.timeout == .seconds(3))
        }
        // Without a configuration there is no name to misspell.
        #expect(
            try ProbeChoice(configuration: nil, file: "nines.yml").target("frnt", module: nil).url == "http://frnt")
    }

    @Test func `a misspelt name is told, with the nearest`() throws {
        let choice = try choice()
        #expect(
            refusal(of: "frnt", by: choice)
                == "TARGET: nines.yml has no target \"frnt\" (did you mean front?; write http://frnt to probe a host of "
                + "that name)")
        #expect(refusal(of: "bakc.example", by: choice) == "probes http://bakc.example")
        #expect(
            refusal(of: "cellar", by: choice)
                == "TARGET: nines.yml has no target \"cellar\" (known: front, back.example; write http://cellar to probe "
                + "a host of that name)")
    }

    @Test func `a host that cannot be resolved and looks like a target's name is told so`() throws {
        let choice = try choice()
        func hint(_ text: String, _ reason: FailureReason) throws -> String? {
            var report = PublishedResults.nothing
            report.verdict = .failure(ProbeFailure(reason: reason, message: "cannot"))
            return choice.hint(for: try choice.target(text, module: nil), report)
        }
        #expect(try hint("bakc.example", .dns) == "nines.yml has no target of this name, but \"back.example\"")
        #expect(try hint("bakc.example", .connect) == nil)
        #expect(try hint("back.example", .dns) == nil)
        #expect(try hint("shop.test", .dns) == nil)
    }

    @Test func `an address without brackets is told where they go`() throws {
        #expect(
            refusal(of: "::1", by: try choice())
                == "TARGET: neither a target of the configuration nor a URL to probe: an IPv6 address stands in brackets "
                + "(write [::1])")
    }

    @Test func `a module that is not there or left out is named`() throws {
        let choice = try choice()
        #expect(
            refusal(of: "front", module: "haed", by: choice) == "--module: \"haed\" is not one of: head, http_2xx")
        #expect(
            refusal(of: "front", module: "ping", by: choice)
                == "--module: module \"ping\" is left out, as it needs what is not supported yet: icmp")
    }
}
