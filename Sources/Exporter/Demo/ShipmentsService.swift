import Hummingbird

/// The routes of the demo's service.
///
/// `/shipments`, `/shipments/{id}` and `/health` answer from the database and misbehave by phase. `/demo` shows and
/// switches the phase and always answers.
struct ShipmentsService: Sendable {
    let table: ShipmentTable
    let phases: PhaseSwitch
    let misbehaviour: Misbehaviour

    private static let pageSizes = 1...100

    var router: Router<DemoContext> {
        let router = Router(context: DemoContext.self)
        router.get("/demo") { _, context in PhaseReport(phases.state) }
        router.post("/demo/{mode}") { request, context in try switchMode(request, context) }
        let service = router.group().add(middleware: misbehaviour)
        service.get("/shipments") { request, _ in try await list(request) }
        service.get("/shipments/{id}") { _, context in
            guard let id = context.parameters.get("id", as: Int64.self), let shipment = try await table.shipment(id: id)
            else { throw HTTPError(.notFound, message: "no such shipment") }
            return shipment
        }
        service.get("/health") { _, _ in Health(status: "ok", shipments: try await table.count()) }
        return router
    }

    private func list(_ request: Request) async throws -> ShipmentTable.Page {
        func number(_ name: String, in range: ClosedRange<Int>, default value: Int) throws -> Int {
            guard let text = request.uri.queryParameters[Substring(name)] else { return value }
            guard let number = Int(text), range.contains(number) else {
                let bounds = "\(range.lowerBound) to \(range.upperBound)"
                throw HTTPError(.badRequest, message: "\(name)=\(text): it must be a number from \(bounds)")
            }
            return number
        }
        return try await table.page(
            offset: number("offset", in: 0...1_000_000_000, default: 0),
            limit: number("limit", in: Self.pageSizes, default: 20))
    }

    /// Answers with the state, or sends a browser back to the page whose button was pressed.
    private func switchMode(_ request: Request, _ context: DemoContext) throws -> Response {
        guard let mode = PhaseSwitch.Mode(name: context.parameters.get("mode") ?? "") else {
            let names = PhaseSwitch.Mode.allCases.map(\.name).joined(separator: ", ")
            throw HTTPError(.notFound, message: "no such mode; there are \(names)")
        }
        phases.use(mode)
        if request.headers[.accept]?.contains("text/html") == true, let page = request.headers[.referer],
            page.hasPrefix("http://") || page.hasPrefix("https://")
        {
            return .redirect(to: page, type: .normal)
        }
        return try PhaseReport(phases.state).response(from: request, context: context)
    }
}

private struct Health: ResponseEncodable {
    let status: String
    let shipments: Int
}

/// What `/demo` answers.
private struct PhaseReport: ResponseEncodable {
    let phase: Phase.RawValue
    let mode: String
    /// Left out while a phase is forced.
    let secondsLeft: Int?
    let next: Phase.RawValue?

    init(_ state: PhaseSwitch.State) {
        phase = state.phase.rawValue
        mode = state.mode.name
        secondsLeft = state.scheduled?.left.startedSeconds
        next = state.scheduled?.next.rawValue
    }

    enum CodingKeys: String, CodingKey {
        case phase, mode, next
        case secondsLeft = "seconds_left"
    }
}

extension Duration {
    /// Whole seconds, a started one counted as whole.
    var startedSeconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds) + (attoseconds > 0 && seconds < Int.max ? 1 : 0)
    }
}

extension Shipment: ResponseEncodable {}
extension ShipmentTable.Page: ResponseEncodable {}
