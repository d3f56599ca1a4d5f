/// What a user gave cannot be used: a file, an option, a place to write to.
struct Unusable: Error, Equatable {
    /// Names what it is about, the value and the rule.
    let message: String

    init(_ message: String) { self.message = message }
}
