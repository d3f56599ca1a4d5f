import Testing

@testable import nines

/// `nines config init`.
@Suite struct StartingFileTests {
    private static let lines = StartingFile.text.split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)

    /// The place of the mark of a key that is written behind one.
    private static func mark(in line: String) -> String.Index? {
        guard let index = line.firstIndex(where: { $0 != " " }), line[index...].hasPrefix("# ") else { return nil }
        return index
    }

    @Test func `it is a configuration without a warning`() {
        #expect(outcome(of: StartingFile.text) == "accepted")
    }

    @Test func `any line may be taken from behind its mark`() {
        var count = 0
        for (number, line) in Self.lines.enumerated() {
            guard let mark = Self.mark(in: line) else { continue }
            var changed = Self.lines
            changed[number] = String(line[..<mark] + line[line.index(mark, offsetBy: 2)...])
            let outcome = outcome(of: changed.joined(separator: "\n"))
            #expect(outcome.hasPrefix("accepted"), "\(line): \(outcome)")
            count += 1
        }
        #expect(count > 40)
    }

    @Test func `it has every key that the exporter reads`() {
        let others = IndicatorKeys.keys.map(\.name).filter { !SLOReader.kinds.contains($0) }
        for mapping in ConfigurationGrammar.mappings where !others.contains(where: { mapping.path.contains(".\($0)") })
        {
            for key in mapping.keys where mapping.type != IndicatorKeys.self || !others.contains(key.name) {
                #expect(
                    Self.lines.contains { line in
                        line.drop { "# ".contains($0) }.hasPrefix("\(key.name):") || line.contains(" \(key.name):")
                    }, "\(mapping.path).\(key.name)")
            }
        }
    }

    @Test func `it begins like this`() {
        #expect(
            Self.lines.prefix(14).joined(separator: "\n") == """
                ## A configuration of Nines. `nines config check FILE` says what is wrong with it.
                ## Behind one # is a key at its default, or with an example: take the # away to set it.
                ## What each key means is told before it, behind two.

                ## list of texts. Further files, or patterns of their names such as targets/*.yml, with modules,
                ## targets, discovery, slos and include.
                # include: []

                ## How targets are probed, by name.
                modules:
                  http_2xx:
                    ## http. Who probes.
                    prober: http
                    ## duration. The longest a probe may take, redirects included; 0 is none.
                """)
    }
}
