import Hummingbird
import NinesMetrics
import NinesSLO

/// What the service promises about shipments: that an answer comes, and that it comes fast.
struct ShipmentPromises: Sendable {
    let engine = SLOEngine()
    private let availability: SLORecorder
    private let latency: SLORecorder

    /// - Parameter registry: shows budgets, burn rates, alerts and the events, which can be summed over instances.
    init(in registry: Registry) throws {
        availability = try engine.add(
            SLODefinition(
                name: "availability", service: "shipments", objective: Objective(ratio: 0.999), window: .days(30)))
        latency = try engine.add(
            SLODefinition(name: "latency", service: "shipments", objective: Objective(ratio: 0.99), window: .days(30)))
        try registry.register(engine)
    }

    /// The same routes, with every request counted.
    func kept<Context: RequestContext>(by routes: RouterGroup<Context>) -> RouterGroup<Context> {
        routes
            // A client that asks for what is not there gets the right answer.
            .add(
                middleware: SLOMiddleware(
                    recorder: availability, rule: .status { $0.code < 500 ? .good : .bad })
            )
            // Failures are the other promise's: to fail fast keeps none, and to fail slowly does not break two.
            .add(
                middleware: SLOMiddleware(
                    recorder: latency,
                    rule: .status(fasterThan: .milliseconds(300)) { $0.code < 500 ? .good : .ignored }))
    }
}
