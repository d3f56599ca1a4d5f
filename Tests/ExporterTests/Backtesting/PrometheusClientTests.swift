import Foundation
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

@Suite struct PrometheusClientTests {
    private static let start = Timestamp(secondsSinceEpoch: 1_800_000_000)

    private static func range(
        _ reply: ScriptedServer.Reply, path: String = "/", count: Int = 2
    ) async throws -> (matrix: PrometheusMatrix, requests: [ScriptedServer.Request]) {
        try await ScriptedServer.serve(answering: { _ in reply }) { server in
            let client = PrometheusClient(
                url: try HTTPURL(server.url(path).replacing("://", with: "://me:secret@")))
            let matrix = try await client.range(
                #"sum(up{job="a b"})"#, from: start, count: count, step: .seconds(60))
            return (matrix, server.record.requests)
        }
    }

    private static let answer = """
        {"status":"success","data":{"resultType":"matrix","result":[
        {"metric":{"__name__":"up","job":"a"},"values":[[1800000000,"1"],[1800000060.5,"2.5"],[1800000120,"NaN"]]}]}}
        """

    @Test func `asks for a range and reads its series`() async throws {
        let (matrix, requests) = try await Self.range(.response("200 OK", body: Self.answer), path: "/prometheus")
        #expect(matrix.series.map(\.labels) == [["__name__": "up", "job": "a"]])
        #expect(matrix.series[0].points.map(\.value.description) == ["1.0", "2.5", "nan"])
        #expect(matrix.series[0].points[1].instant == Self.start.advanced(by: .milliseconds(60_500)))
        #expect(
            requests.map(\.target) == [
                "/prometheus/api/v1/query_range?query=sum%28up%7Bjob%3D%22a%20b%22%7D%29"
                    + "&start=2027-01-15T08%3A00%3A00Z&end=2027-01-15T08%3A02%3A00Z&step=60"
            ])
        #expect(requests[0].value("Authorization") == "Basic bWU6c2VjcmV0")
    }

    @Test func `joins the parts of a long range`() async throws {
        let (matrix, requests) = try await Self.range(.response("200 OK", body: Self.answer), count: 12_000)
        #expect(requests.count == 2)
        #expect(matrix.series.map(\.points.count) == [6])
    }

    /// A client of its own for each would look the name up, connect and shake hands each time.
    @Test func `requests share a connection`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(Self.answer.utf8.count)\r\n\r\n\(Self.answer)"
        try await ScriptedServer.serve(answering: { _ in .open(answer) }) { server in
            let client = PrometheusClient(url: try HTTPURL(server.url()))
            _ = try await client.range("up", from: Self.start, count: 40_000, step: .seconds(60))
            #expect(server.record.requests.count == 4)
            #expect(server.record.accepted == 1)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a request that nobody waits for ends`() async throws {
        try await ScriptedServer.serve(answering: { _ in .silence }) { server in
            let client = PrometheusClient(url: try HTTPURL(server.url()))
            let asking = Task { try await client.range("up", from: Self.start, count: 1, step: .seconds(60)) }
            while server.record.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            asking.cancel()
            await #expect(throws: (any Error).self) { try await asking.value }
        }
    }

    @Test(
        arguments: [
            (
                ScriptedServer.Reply.response(
                    "400 Bad Request", body: #"{"status":"error","errorType":"bad_data","error":"1:5: parse error"}"#),
                #"query "sum(up{job=\"a b\"})": "bad_data: 1:5: parse error""#
            ),
            (.response("200 OK", body: "<html>"), "the answer is not what query_range gives: it begins \"<html>\""),
            (
                .response("200 OK", body: #"{"status":"success","data":{"result":[{"metric":{},"value":[1,"1"]}]}}"#),
                "the answer is not"
            ),
            (.response("503 Service Unavailable", body: "busy"), ": HTTP status 503"),
            (.response("302 Found", ["Location: /login"]), ": HTTP status 302"),
            (.close, "closed the connection"),
        ] as [(ScriptedServer.Reply, String)])
    func `says why there is no answer, without the password`(reply: ScriptedServer.Reply, message: String) async {
        await #expect {
            try await Self.range(reply)
        } throws: { error in
            "\(error)".contains(message) && !"\(error)".contains("secret")
        }
    }
}
