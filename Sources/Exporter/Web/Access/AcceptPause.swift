import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Has a listening socket wait a second after a connection that could not be accepted for lack of descriptors or
/// memory.
///
/// NIO holds back its next reading for as long, but goes on asking the system whether there is something to accept,
/// which there is: the loop then turns without a pause, and takes the processor from those who could free a descriptor.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let time = TimeAmount.seconds(1)

    private var isPausing = false

    /// Puts itself in front of the handlers of `listener`, where NIO's own does not keep errors from it.
    static func add(to listener: any Channel) async throws {
        try await listener.eventLoop.submit {
            try listener.pipeline.syncOperations.addHandler(AcceptPause(), position: .first)
        }.get()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if Self.isShortage(error), !isPausing {
            isPausing = true
            try? context.channel.syncOptions?.setOption(.autoRead, value: false)
            context.eventLoop.assumeIsolated().scheduleTask(in: Self.time) { [self] in
                isPausing = false
                try? context.channel.syncOptions?.setOption(.autoRead, value: true)
            }
        }
        context.fireErrorCaught(error)
    }

    private static func isShortage(_ error: any Error) -> Bool {
        guard let error = error as? IOError else { return false }
        return [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.errnoCode)
    }
}
