import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A target on a loopback port that answers exactly what a test tells it to, well-formed or not.
final class ScriptedServer: Sendable {
    /// A request head as it came in.
    struct Request: Sendable, Equatable {
        var method = ""
        var target = ""
        /// In the order they came, names as they were sent.
        var headers: [String] = []
        /// As long as `Content-Length` says.
        var body = ""

        func value(_ name: String) -> String? {
            headers.first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    /// What happens after a request head, or after the connection where the script says so.
    enum Reply: Sendable {
        /// These bytes, then the connection is closed.
        case bytes(String)
        /// These bytes; the connection stays open.
        case open(String)
        /// Nothing, ever.
        case silence
        /// The connection is closed without a byte.
        case close
        /// These bytes, then zeros for as long as the other side reads them.
        case endless(String)
        /// These bytes one at a time.
        case drip(String, every: TimeAmount)

        /// A complete response.
        static func response(_ status: String, _ headers: [String] = [], body: String = "") -> Reply {
            let fields = headers + ["Content-Length: \(body.utf8.count)"]
            return .bytes("HTTP/1.1 \(status)\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n\(body)")
        }
    }

    struct Record: Sendable {
        var requests: [Request] = []
        var accepted = 0
        var closed = 0
        var bytesSent = 0
        /// Connections that the other side closed first.
        var left = 0
        /// Errors on connections, such as a TLS that ends without its goodbye.
        var errors: [String] = []
    }

    private let state = Mutex(Record())
    private let channel = Mutex<(any Channel)?>(nil)
    private let connections = Mutex<[any Channel]>([])

    var record: Record { state.withLock { $0 } }
    var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }
    /// The root URL, with the scheme the server speaks.
    func url(_ path: String = "/", scheme: String = "http", host: String = "127.0.0.1") -> String {
        "\(scheme)://\(host):\(port)\(path)"
    }

    /// Serves for as long as `body` runs.
    ///
    /// - Parameters:
    ///   - tls: nil for plain HTTP.
    ///   - greeting: what to do as soon as a connection stands, before any request.
    static func serve<Result>(
        tls: NIOSSLContext? = nil, greeting: Reply? = nil,
        answering script: @escaping @Sendable (Request) -> Reply = { _ in .response("200 OK") },
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = ScriptedServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.addHandler(ScriptedConnection(server: server, greeting: greeting, script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// Whether every connection that was accepted is closed, now or soon: the wait ends a test that hangs.
    func isLeftAlone() async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < deadline {
            let record = record
            if record.closed == record.accepted { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    /// Closes every connection that is open now.
    func hangUp() {
        for connection in connections.withLock({ $0 }) { connection.pipeline.fireUserInboundEventTriggered(HangUp()) }
    }

    fileprivate struct HangUp {}

    fileprivate func add(_ connection: any Channel) { connections.withLock { $0.append(connection) } }

    fileprivate func note(_ change: (inout Record) -> Void) {
        state.withLock { change(&$0) }
    }
}

private final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: ScriptedServer
    private let greeting: ScriptedServer.Reply?
    private let script: @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply
    private var received = ""
    private var isEndless = false
    private var isClosing = false

    init(
        server: ScriptedServer, greeting: ScriptedServer.Reply?,
        script: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply
    ) {
        self.server = server
        self.greeting = greeting
        self.script = script
    }

    func channelActive(context: ChannelHandlerContext) {
        server.note { $0.accepted += 1 }
        server.add(context.channel)
        if let greeting { perform(greeting, context) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isEndless = false
        let isLeft = !isClosing
        server.note {
            $0.closed += 1
            if isLeft { $0.left += 1 }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ScriptedServer.HangUp { close(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        server.note { $0.errors.append("\(error)") }
        context.close(promise: nil)
    }

    private func close(_ context: ChannelHandlerContext) {
        isClosing = true
        context.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard let end = received.firstRange(of: "\r\n\r\n") else { return }
        let lines = received[..<end.lowerBound].split(separator: "\r\n").map(String.init)
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        let request = ScriptedServer.Request(
            method: words.first ?? "", target: words.dropFirst().first ?? "", headers: Array(lines.dropFirst()),
            body: String(received[end.upperBound...]))
        guard request.body.utf8.count >= request.value("Content-Length").flatMap({ Int($0) }) ?? 0 else { return }
        received = ""
        server.note { $0.requests.append(request) }
        if greeting == nil { perform(script(request), context) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pour(context)
    }

    private func perform(_ reply: ScriptedServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .silence: break
        case .close: close(context)
        case .open(let text): send(text, context)
        case .bytes(let text):
            send(text, context)
            close(context)
        case .endless(let text):
            send(text, context)
            isEndless = true
            pour(context)
        case .drip(let text, let interval):
            drip(Array(text.utf8)[...], every: interval, NIOLoopBound(context, eventLoop: context.eventLoop))
        }
    }

    private func send(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    private func pour(_ context: ChannelHandlerContext) {
        let zeros = ByteBuffer(repeating: 0x30, count: 1 << 16)
        while isEndless, context.channel.isActive, context.channel.isWritable {
            server.note { $0.bytesSent += zeros.readableBytes }
            context.writeAndFlush(wrapOutboundOut(zeros), promise: nil)
        }
    }

    private func drip(
        _ bytes: ArraySlice<UInt8>, every interval: TimeAmount, _ context: NIOLoopBound<ChannelHandlerContext>
    ) {
        guard let byte = bytes.first, context.value.channel.isActive else { return }
        context.value.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
        context.value.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.drip(bytes.dropFirst(), every: interval, context)
        }
    }
}
