#if os(Linux)
    import NIOCore
    import NIOPosix

    /// Calls `body` with a loopback port that listens, never accepts, and whose queue of connections is full.
    func withFullListener(_ body: (Int) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 0)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        // A queue of 0 holds one connection; the rest make sure of it.
        var waiting: [any Channel] = []
        for _ in 0..<3 {
            let client = ClientBootstrap(group: group).connectTimeout(.milliseconds(50))
            if let channel = try? await client.connect(host: "127.0.0.1", port: listener.localAddress?.port ?? 0).get()
            {
                waiting.append(channel)
            }
        }
        do {
            try await body(listener.localAddress?.port ?? 0)
        } catch {
            for channel in waiting + [listener] { try? await channel.close() }
            throw error
        }
        for channel in waiting + [listener] { try? await channel.close() }
    }
#endif
