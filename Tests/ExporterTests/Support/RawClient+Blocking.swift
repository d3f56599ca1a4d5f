import NIOPosix
import TestSupport

extension RawClient {
    /// What a request is answered with until the server closes, for which the request has to ask.
    static func exchange(_ request: String, port: Int) async throws -> String {
        try await blocking {
            let client = try RawClient(port: port)
            try client.send(request)
            return client.receiveAll()
        }
    }

    /// Runs `body` where it may block.
    static func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await NIOThreadPool.singleton.runIfActive(body)
    }
}
