import NIOCore
import NIOPosix

/// One probe of each target, begun one after the other: of many that begin in one instant, each would measure how long
/// it waits for the processor behind the others.
struct CheckRound {
    /// Enough that one slow target does not hold up the others, few enough for the usual limit of open files.
    static let concurrentProbes = 64
    /// What a probe takes of a processor, several times over.
    static let widestSpacing: Duration = .milliseconds(5)
    /// However many there are, the last waits no longer than that for its turn.
    static let longestSpread: Duration = .seconds(2)

    let count: Int
    /// From the start of one to that of the next, at least.
    let spacing: Duration

    init(count: Int) {
        self.count = count
        spacing = min(Self.widestSpacing, Self.longestSpread / max(1, count))
    }

    /// The reports of all, in order; of none whose probe was cancelled.
    ///
    /// - Parameter probe: of the target with this number; nil when it was cancelled.
    func reports(_ probe: @escaping @Sendable (Int) async -> ProbeReport?) async -> [ProbeReport] {
        await withTaskGroup(of: (Int, ProbeReport?).self) { group in
            var reports: [ProbeReport?] = Array(repeating: nil, count: count)
            var next = ContinuousClock.now
            for index in 0..<count {
                if index >= Self.concurrentProbes, let (index, report) = await group.next() { reports[index] = report }
                try? await Task.sleep(until: next)
                group.addTask { (index, await probe(index)) }
                next = ContinuousClock.now + spacing
            }
            for await (index, report) in group { reports[index] = report }
            return reports.compactMap { $0 }
        }
    }
}

extension ProbeRunner {
    /// Probes this process itself: what is done once in a process, with the first probe, is then no part of those that
    /// are measured. Where nobody may listen on the loopback address, nothing happens.
    func warmUp() async {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try? await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(EmptyAnswer()) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let server, let port = server.localAddress?.port else { return }
        let itself = Target(
            name: "itself", url: "http://127.0.0.1:\(port)/", module: .http2xx, interval: .seconds(1),
            timeout: .seconds(1))
        // The second one is there before the first has left everything behind.
        for _ in 0..<2 { _ = try? await probe(itself) }
        try? await server.close()
    }
}

/// Answers whatever is asked with nothing.
private final class EmptyAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n.")
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(answer)).whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
