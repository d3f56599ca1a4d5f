import Foundation
import Testing

/// What `nines serve` serves, as other people's programs read it.
@Suite struct PageTests {
    private struct Served {
        let workplace: Workplace
        let nines: ChildProcess
        let address: String
    }

    /// Serves one target that is up and one that refuses connections, both probed.
    private func serve() async throws -> (Served, Nginx) {
        let workplace = try Workplace()
        let nginx = try Nginx(in: workplace)
        try nginx.start()
        let address = "127.0.0.1:\(try Workplace.freePort())"
        let file = try workplace.write(
            "nines.yml",
            """
            modules: {fast: {prober: http, timeout: 500ms}}
            targets:
              - {name: up, url: "http://127.0.0.1:\(nginx.port)/", module: fast, interval: 1s}
              - {name: down, url: "http://127.0.0.1:\(try Workplace.freePort())/", module: fast, interval: 1s, labels: {a: "b\\"\\\\"}}
            slos:
              - {name: availability, service: shop, objective: 0.999, window: 30d, indicator: {probe: {target: up}}}
            """)
        let nines = try ChildProcess(Workplace.nines, ["serve", "--config", file, "--listen", address], in: workplace)
        let ready = try await poll {
            let page = await WebPage.get("http://\(address)/metrics")
            return page?.text.contains("probe_failure_info") == true ? true : nil
        }
        guard ready == true else { throw Unexpected("nines does not serve:\n\(nines.text)") }
        return (Served(workplace: workplace, nines: nines, address: address), nginx)
    }

    @Test(.timeLimit(.minutes(10))) func `metrics pass promtool and the reference parser`() async throws {
        let (served, _) = try await serve()
        let text = try #require(await WebPage.get("http://\(served.address)/metrics"))
        #expect(text.contentType == "text/plain; version=0.0.4; charset=utf-8")
        let page = try served.workplace.write("metrics.txt", text.text)
        let lint = try await ChildProcess.run("sh", ["-c", "promtool check metrics < '\(page)'"], in: served.workplace)
        #expect(lint.text == "")
        #expect(lint.code == 0)

        let openMetrics = try #require(
            await WebPage.get("http://\(served.address)/metrics", accept: "application/openmetrics-text;version=1.0.0"))
        #expect(openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        let file = try served.workplace.write("openmetrics.txt", openMetrics.text)
        let script = """
            import sys
            from prometheus_client.openmetrics.parser import text_fd_to_metric_families
            print(len(list(text_fd_to_metric_families(open(sys.argv[1])))))
            """
        let parsed = try await ChildProcess.run("python3", ["-c", script, file], in: served.workplace)
        #expect(parsed.code == 0, "\(parsed.text)")
        let families = openMetrics.text.split(separator: "\n").count { $0.hasPrefix("# TYPE ") }
        #expect(parsed.text == "\(families)\n")
        withExtendedLifetime(served) {}
    }

    @Test(.timeLimit(.minutes(10))) func `serves health a ready mark an overview and nothing else`() async throws {
        let (served, _) = try await serve()
        func get(_ path: String) async -> WebPage? { await WebPage.get("http://\(served.address)\(path)") }
        #expect(await get("/-/healthy")?.status == 200)
        #expect(await get("/-/ready")?.status == 200)
        let overview = try #require(await get("/"))
        #expect(overview.contentType == "text/html; charset=utf-8")
        #expect(overview.text.contains("connect_refused"))
        for path in ["/-/healthy", "/-/ready", "/metrics", "/"] {
            let head = try await ChildProcess.run(
                "curl", ["-sI", "http://\(served.address)\(path)"], in: served.workplace)
            #expect(head.text.hasPrefix("HTTP/1.1 200 OK"), "\(path): \(head.text)")
        }
        #expect(await get("/metricsx")?.status == 404)
        #expect(await get("/probe")?.status == 404)
        withExtendedLifetime(served) {}
    }
}
