import TestSupport
import Testing

@testable import NinesSLO
@testable import NinesSLOTools

/// Templates are refused where Prometheus refuses the file: by its own word on each.
@Suite struct AlertTemplateTests {
    static let templates = [
        "a", "}} a", "{{ $labels.foo }}", "{{ .Labels.foo }}", "{{ $x := 1 }}{{ $x }}", "{{ $x = 1 }}",
        "{{ if eq $value 1.0 }}a{{ else }}b{{ end }}", "{{ range query \"up\" }}{{ .Labels.instance }}{{ end }}",
        "{{ range $i, $v := query \"up\" }}{{ $v.Value }}{{ else }}none{{ end }}", "{{/* comment */}}",
        "{{- /* comment */ -}}", "{{ `a}}b` }}", "{{ 'a' }}", "{{ \"a\\\"b\" }}", "{{ printf \"%.1f\" $value }}",
        "{{ $value | humanize }}", "{{ template \"x\" . }}", "{{ define \"x\" }}a{{ end }}{{ template \"x\" }}",
        "{{ block \"x\" . }}a{{ end }}", "{{ if true }}a{{ else if false }}b{{ end }}", "{{ nil }}", "{{ 1.5e3 }}",
        "{{ 0x1F }}", "{{ -1 }}", "{{ $ }}", "{{ . }}", "{{ humanize.x }}", "{{ ( query \"up\" ).x }}",
        "{{ index .Labels \"a\" }}", "{{ $externalURL }}{{ $externalLabels.x }}", "{{ len .Labels }}",
        "{{- $value -}}", "{{- 3}}", "{{-3}}", "{{ with query \"up\" | first }}{{ . | value }}{{ end }}", "{ $value }",
        "{{ if true }}{{ $y := 1 }}{{ $y }}{{ end }}", "{{ range query \"up\" }}{{ break }}{{ end }}",
        "{{ printf \"%s\\n\" `\\d` }}", "{{ $value | }}", "{{ $value | printf \"%.1f\" }}", "{{ '\\n' }}",
        "{{ \"a\" }}{{`{{ foo }}`}}", "{{ print (len (query \"up\")) }}", "{{\n$value\n}}",
    ]

    static let brokenTemplates = [
        "{{ foo }}", "{{ $value }", "{{ $value", "{{}}", "{{ }}", "{{ $labels.foo-bar }}", "{{ $foo }}",
        "{{ if eq $value 1.0 }}a", "{{ end }}", "{{ else }}", "{{ /* comment */ }}", "{{/* open }}", "{{ \"a",
        "{{ | humanize }}", "{{ ($value }}", "{{ $value) }}", "{{ define \"x\" }}a", "{{ if }}a{{ end }}", "{{ a.b }}",
        "{{ $value > 2 }}", "{{ $labels foo }}",
        "{{ {{ $value }} }}", "{{ $labels[\"foo\"] }}", "{{ $labels.\"foo\" }}",
        "{{ if $labels.job == \"x\" }}a{{ end }}", "{{ printf '%.2f' $value }}", "{{ end 1 }}", "{{ break }}",
        "{{ reReplaceAll \"(.*)\\.example\" \"$1\" $labels.instance }}", "{{ $labels.job. }}",
        "{{ with query \"up\" }}{{ $v := . | first | value }}{{ end }}{{ $v }}", "{{ humanize $value | \"x\" }}",
        "{{ $x := }}", "{{ .. }}", "{{ if true }}{{ else }}{{ else }}{{ end }}", "{{-$value}}",
        "{{ $value-}}", "{{ $value ! 2 }}", "{{ define \"x\" }}a{{ end }}{{ tmpl \"x\" . }}",
    ]

    @Test func `templates are read as Go reads them`() throws {
        let texts = Self.templates + Self.brokenTemplates
        let refused = try Promtool.refused(
            texts.map {
                Rule(
                    kind: .alert(pending: .zero), name: "A", expression: "up == 0",
                    annotations: ["summary": $0])
            })
        for (index, text) in texts.enumerated() {
            #expect(refused.contains(index) == (index >= Self.templates.count), "promtool on \(text)")
            let fault = AlertTemplate.fault(of: text)
            #expect((fault != nil) == (index >= Self.templates.count), "\(text): \(fault ?? "taken")")
        }
    }

    @Test(arguments: ["{{ toDuration 1 }}", "{{ now }}", "{{ with 1 }}{{ else with 2 }}{{ end }}"])
    func `templates of newer ones are taken`(_ text: String) { #expect(AlertTemplate.fault(of: text) == nil) }

    static let ofVmalert = [
        "{{ $value | crlfEscape }}", "{{ htmlEscape .Value }}", "{{ $labels.a | jsonEscape }}",
        "{{ $expr | quotesEscape }}",
        "{{ queryEscape $labels.a }}", "{{ pathEscape $labels.a }}", "{{ parseDurationTime \"1h\" }}",
        "{{ $activeAt }}",
        "{{ formatTime \"2006\" 1.0 }}", "{{ $groupID }}/{{ $alertID }}", "{{ $for }}", "{{ $type }}",
        "{{ $isPartial }}",
    ]

    static let ofPrometheus = ["{{ graphLink \"up\" }}", "{{ tableLink \"up\" }}"]

    @Test func `what only one of Prometheus and vmalert has is refused to the other`() throws {
        let texts = Self.ofPrometheus + Self.ofVmalert
        let refused = try Promtool.refused(
            texts.map { Rule(kind: .alert(pending: .zero), name: "A", expression: "up", annotations: ["summary": $0]) })
        #expect(refused == Set(Self.ofPrometheus.count..<texts.count))
        for text in texts {
            let isOfPrometheus = Self.ofPrometheus.contains(text)
            #expect((AlertTemplate.fault(of: text, for: .prometheus) == nil) == isOfPrometheus, "\(text)")
            #expect((AlertTemplate.fault(of: text, for: .vmalert) == nil) != isOfPrometheus, "\(text)")
            #expect(AlertTemplate.fault(of: text) == nil)
        }
    }

    @Test func `a template is judged by who reads the file`() throws {
        let events = Indicator.events(EventIndicator(bad: .counter("b"), total: .counter("t")))
        var document = try IndicatorQueryTests.document(events)
        document.alerts.page.annotations = ["summary": "{{ $labels.a | jsonEscape }} {{ $expr }}"]
        let generator = try RuleGenerator(document)
        #expect(generator.templateFault(for: .victoriametrics) == nil)
        for flavor in [RuleFlavor.prometheus, .mimir, .thanos] {
            let fault = try #require(generator.templateFault(for: flavor))
            #expect(fault.key == "alerting.page.annotations")
            #expect(
                fault.description
                    == "summary: its template cannot be read, and Prometheus would refuse the file: only vmalert has the "
                    + "function jsonEscape (in \"{{ $labels.a | jsonEscape }} {{ $expr }}\")")
        }
        document.alerts.page.annotations = ["summary": "{{ graphLink \"up\" }}"]
        #expect(
            try RuleGenerator(document).templateFault(for: .victoriametrics)?.description
                .contains("vmalert would refuse the file: only Prometheus has the function graphLink") == true)
        #expect(try RuleGenerator(document).templateFault(for: .prometheus) == nil)
    }

    @Test func `a document with a broken template is refused`() throws {
        let events = Indicator.events(EventIndicator(bad: .counter("b"), total: .counter("t")))
        var document = try IndicatorQueryTests.document(events)
        document.labels = ["team": "{{ $labels.team }}"]
        _ = try RuleGenerator(document)
        document.alerts.page.annotations = ["summary": "{{ foo }}"]
        let error = #expect(throws: SLOError.self) { try RuleGenerator(document) }
        #expect(error?.key == "alerting.page.annotations")
        #expect(
            error?.description
                == "summary: its template cannot be read, and Prometheus would refuse the file: the function foo is not "
                + "known (in \"{{ foo }}\")")
    }
}

extension AlertTemplateTests {
    /// Out of pieces, so that much of it is nearly right: what is refused, Prometheus refuses.
    @Test func `random templates are not refused in error`() throws {
        let pieces = [
            "{{", "{{ ", "{{- ", " }}", "}}", " -}}", "$value", "$labels.a", ".Labels", ".", "$x", " := ", "query", " ",
            " ", "|",
            " | ", "humanize", "\"a\"", "`b`", "'c'", "(", ")", "1", "-1.5", "if ", "else", "end", "range ", "with ",
            "true",
            "foo", "/*", "*/", "text", ",", "{{ end }}", "{{ if true }}", "{{ $value }}", "\n", "}", "=", "printf ",
        ]
        var random = SeededNumbers(seed: 11)
        let texts = (0..<800).map { _ in
            "{{ $value }}{{"
                + (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        let refused = try Promtool.refused(
            texts.map { Rule(kind: .alert(pending: .zero), name: "A", expression: "up", annotations: ["summary": $0]) })
        var found = 0
        for (index, text) in texts.enumerated() {
            guard let fault = AlertTemplate.fault(of: text) else { continue }
            found += 1
            #expect(refused.contains(index), "\(text): \(fault)")
        }
        #expect(found > refused.count / 2, "\(found) of \(refused.count)")
    }
}
