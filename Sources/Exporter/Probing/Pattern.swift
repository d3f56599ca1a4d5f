import CNinesRE2

/// A compiled RE2 pattern: matches bytes, in time linear in the text.
///
/// `@unchecked Sendable`: the compiled program behind the pointer is immutable after `init`, RE2 documents matching as
/// safe from several threads at once, and only `deinit` frees it.
final class Pattern: @unchecked Sendable, Equatable, CustomStringConvertible {
    /// The pattern as it was written.
    let description: String
    /// Whether it matches texts as a whole only.
    let isWhole: Bool
    /// The names of the groups by their numbers; the first is the match as a whole, which has none.
    let groupNames: [String?]
    private let compiled: OpaquePointer

    struct Invalid: Error, Equatable {
        /// RE2's sentence, such as `missing ]: [`.
        let message: String
    }

    /// Not anchored: matches anywhere in a text.
    init(_ text: String) throws(Invalid) {
        compiled = try Self.compile(text)
        description = text
        isWhole = false
        groupNames = Self.groupNames(of: compiled)
    }

    /// Matches only a text as a whole, in which `.` is any character. Prometheus reads patterns of relabelling so since
    /// its version 3; before, `.` was no line break.
    init(whole text: String) throws(Invalid) {
        // By itself first: what is wrong is then told in the user's words, and `a)|(b` does not get out of the
        // brackets.
        nines_re2_free(try Self.compile(text))
        compiled = try Self.compile("^(?s:\(text))$")
        description = text
        isWhole = true
        groupNames = Self.groupNames(of: compiled)
    }

    deinit { nines_re2_free(compiled) }

    /// Whether the pattern matches anywhere in `bytes`.
    func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.withMemoryRebound(to: CChar.self) { nines_re2_matches(compiled, $0.baseAddress, $0.count) }
    }

    /// The leftmost match, and of several that begin there the one that Perl prefers.
    func firstMatch(in bytes: UnsafeRawBufferPointer) -> Captures? {
        let count = groupNames.count
        var bounds = [Int](repeating: -1, count: 2 * count)
        let isFound = bytes.withMemoryRebound(to: CChar.self) {
            nines_re2_find(compiled, $0.baseAddress, $0.count, &bounds, CInt(count))
        }
        guard isFound else { return nil }
        let ranges = (0..<count).map { bounds[2 * $0] < 0 ? nil : bounds[2 * $0]..<bounds[2 * $0 + 1] }
        return Captures(ranges: ranges, names: groupNames)
    }

    /// What the groups of a pattern matched.
    struct Captures: Equatable {
        /// In bytes, by the groups' numbers, the match as a whole first; nil for a group that took no part.
        let ranges: [Range<Int>?]
        let names: [String?]

        /// Nil for a group that took no part or does not exist. Of groups with one name, the first that took part is
        /// meant.
        subscript(group: GoTemplate.Group) -> Range<Int>? {
            switch group {
            case .number(let number): ranges.indices.contains(number) ? ranges[number] : nil
            case .name(let name): zip(names, ranges).first { $0 == name && $1 != nil }?.1
            }
        }
    }

    private static func compile(_ text: String) throws(Invalid) -> OpaquePointer {
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
        return compiled
    }

    private static func groupNames(of compiled: OpaquePointer) -> [String?] {
        let groups = Int(nines_re2_groups(compiled))
        return [nil] + (0..<groups).map { nines_re2_group_name(compiled, CInt($0) + 1).map { String(cString: $0) } }
    }

    static func == (lhs: Pattern, rhs: Pattern) -> Bool {
        lhs.description == rhs.description && lhs.isWhole == rhs.isWhole
    }
}
