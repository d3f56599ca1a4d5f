import Testing

@testable import nines

/// Modules that need what this version does not support.
@Suite struct UnsupportedModuleTests {
    private static let text = """
        modules:
          http_2xx:
            prober: http
            http: {enable_http2: false, body: x}
          web: {prober: http, http: {method: HEAD}}
          "a.b": {prober: http, http: {body: x}}
          "a.c": {prober: http, http: {body: x, tls_config: {min_version: TLS12}}}
          mail:
            prober: tcp
            tcp: {tls: true}
          ping: {prober: icmp}
        """

    private func refusal(_ text: String, leavingOut: Bool = false) -> ConfigurationError? {
        do throws(ConfigurationError) {
            _ = try Configuration.parse(text, file: "blackbox.yml", leavingOutUnsupported: leavingOut)
            return nil
        } catch {
            return error
        }
    }

    @Test func `what is missing is summed up by kind`() throws {
        let error = try #require(refusal(Self.text))
        #expect(error.problems.count == 8)
        #expect(
            error.missing == "7 keys of 5 kinds are not supported yet: http.body (3), http.enable_http2 (1), "
                + "icmp (1), tcp (1), tls_config.min_version (1)")
        #expect(refusal("modules: {m: {prober: dns}}")?.missing == "1 key of 1 kind is not supported yet: dns (1)")
        #expect(refusal("modules: {m: {prober: nobody}}")?.missing == nil)
    }

    @Test func `the command line says what can be done`() throws {
        let error = try #require(refusal("modules: {m: {prober: dns}}"))
        #expect(
            ConfigurationOptions.message(error, of: "blackbox.yml", isNamed: true) == """
                blackbox.yml:1: modules.m.prober: "dns" is a prober of blackbox_exporter that is not supported yet (so far: \
                http; remove the module)
                blackbox.yml: 1 key of 1 kind is not supported yet: dns (1); --skip-unsupported leaves out the modules \
                that need them
                """)
        // What a target asks for cannot be left out.
        let target = try #require(
            refusal("targets: [{name: a, url: 'http://a.example/', http: {body: x}}]"))
        #expect(
            ConfigurationOptions.message(target, of: "nines.yml", isNamed: true).hasSuffix(
                "\nnines.yml: 1 key of 1 kind is not supported yet: http.body (1)"))
    }

    @Test func `they are left out where that is asked for, each with a warning`() throws {
        let configuration = try Configuration.parse(Self.text, file: "blackbox.yml", leavingOutUnsupported: true)
        #expect(configuration.modules.keys.sorted() == ["web"])
        #expect(configuration.leftOutModules.keys.sorted() == ["a.b", "a.c", "http_2xx", "mail", "ping"])
        #expect(
            configuration.warnings == [
                "blackbox.yml:3: modules.http_2xx: left out, as it needs what is not supported yet: "
                    + "http.enable_http2, http.body",
                "blackbox.yml:6: modules.\"a.b\": left out, as it needs what is not supported yet: http.body",
                "blackbox.yml:7: modules.\"a.c\": left out, as it needs what is not supported yet: http.body, "
                    + "tls_config.min_version",
                "blackbox.yml:9: modules.mail: left out, as it needs what is not supported yet: tcp",
                "blackbox.yml:11: modules.ping: left out, as it needs what is not supported yet: icmp",
            ])
        #expect(
            try Configuration.resolved(Self.text, file: "blackbox.yml", leavingOutUnsupported: true)
                .hasPrefix("modules:\n  web:\n    prober: http\n"))
    }

    @Test func `a module with another mistake is no such module`() throws {
        let error = try #require(refusal("modules: {m: {prober: dns, timeout: soon}}", leavingOut: true))
        #expect(error.problems.map(\.path) == ["modules.m.prober", "modules.m.timeout"])
    }

    /// Nothing else stands in for it, also not the `http_2xx` that is there without a file.
    @Test func `a target whose module is left out is refused`() throws {
        let targets = """

            targets:
              - {name: a, url: "http://a.example/"}
              - {name: b, url: "http://b.example/", module: ping}
              - {name: c, url: "http://c.example/", module: web}
            """
        let error = try #require(refusal(Self.text + targets, leavingOut: true))
        #expect(
            error.description == """
                blackbox.yml:13: targets[0]: module "http_2xx" is left out, as it needs what is not supported yet: \
                http.enable_http2, http.body
                blackbox.yml:14: targets[1].module: module "ping" is left out, as it needs what is not supported yet: icmp
                """)
    }
}
