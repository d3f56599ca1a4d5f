import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix

/// The one HTTP client of everything that is no probe: it keeps connections, follows no redirect (an API that moves
/// should be configured where it is) and shares the probes' event loops.
enum OutboundHTTP {
    static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(30))
        // The first failure says why; who wants another try makes one.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Sends a request that may be sent twice: one that changes nothing. It is, once, where the server closed a kept
    /// connection at the moment when the request went out on it (RFC 9112, 9.3.1).
    static func ask(_ request: HTTPClientRequest, timeout: Duration) async throws -> HTTPClientResponse {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        do {
            return try await client.execute(request, deadline: deadline)
        } catch let error
            where error as? ChannelError == .ioOnClosedChannel
            || error as? HTTPClientError == .remoteConnectionClosed
        {
            return try await client.execute(request, deadline: deadline)
        }
    }

    private static let waits: [HTTPClientError] = [.deadlineExceeded, .readTimeout, .getConnectionFromPoolTimeout]

    /// What went wrong, for people.
    static func sentence(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where waits.contains(error): "no answer in time"
        case let error as HTTPClientError where error == .connectTimeout: "not connected in time"
        case let error as HTTPClientError where error == .remoteConnectionClosed: "the server closed the connection"
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { sentence($0.error) } ?? "\(error.host) has no address"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: TLSFailure.isOne(error) ? "TLS failed: \(TLSFailure.text(error))" : "\(error)"
        }
    }
}
