/// How a reload went, for whoever asked for it.
struct ReloadAnswer: Sendable, Equatable {
    /// 200, or 500 when the configuration that runs stays.
    var status: Int
    /// What became of it, with every mistake of the configuration on a line of its own.
    var text: String
}
