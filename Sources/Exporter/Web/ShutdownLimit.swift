import ServiceLifecycle

/// A service that is cancelled when it goes on for too long after it was told to shut down. It then ends as if it had
/// by itself.
struct ShutdownLimit: Service {
    let service: any Service
    let limit: Duration

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run() }
            group.addTask {
                // Returns by shutdown, or by cancellation once the service has ended.
                try await gracefulShutdown()
                try await ContinuousClock().sleep(for: limit)
            }
            // The service has ended, or its time is over; what the other says to being cancelled is nobody's business.
            _ = try await group.next()
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }
}
