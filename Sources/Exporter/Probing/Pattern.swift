import CNinesRE2

/// A compiled RE2 pattern: matches bytes, not anchored, in time linear in the text.
///
/// `@unchecked Sendable`: the compiled program behind the pointer is immutable after `init`, RE2 documents matching as
/// safe from several threads at once, and only `deinit` frees it.
final class Pattern: @unchecked Sendable, Equatable, CustomStringConvertible {
    /// The pattern as it was written.
    let description: String
    private let compiled: OpaquePointer

    struct Invalid: Error, Equatable {
        /// RE2's sentence, such as `missing ]: [`.
        let message: String
    }

    init(_ text: String) throws(Invalid) {
        var text = text
        let compiled = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { nines_re2_compile($0.baseAddress, $0.count) }
        }
        guard let compiled else { throw Invalid(message: "out of memory") }
        if let error = nines_re2_error(compiled) {
            let message = String(cString: error)
            nines_re2_free(compiled)
            throw Invalid(message: message)
        }
        self.description = text
        self.compiled = compiled
    }

    deinit { nines_re2_free(compiled) }

    /// Whether the pattern matches anywhere in `bytes`.
    func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.withMemoryRebound(to: CChar.self) { nines_re2_matches(compiled, $0.baseAddress, $0.count) }
    }

    static func == (lhs: Pattern, rhs: Pattern) -> Bool { lhs.description == rhs.description }
}
