/// The syntax of Go's regular expressions, as far as Prometheus refuses a matcher for it: RE2 has no lookaround and no
/// backreferences, and most other libraries have.
///
/// What it does not know, such as the names of scripts in `\p{...}`, it takes.
struct RE2Syntax {
    private let text: [Unicode.Scalar]
    private var position = 0
    /// Open groups.
    private var depth = 0
    /// Whether something stands before that can be repeated.
    private var hasOperand = false
    private var isRepeated = false
    /// How many copies counts make of what stands before, and at most of something in each open group.
    private var copies = 1
    private var mostCopies = [1]

    /// What is wrong with an expression; nil for one that Prometheus takes.
    static func fault(of expression: String) -> String? {
        var syntax = RE2Syntax(text: Array(expression.unicodeScalars))
        do throws(Fault) {
            try syntax.read()
            return nil
        } catch {
            return error.description
        }
    }

    private struct Fault: Error {
        let description: String

        init(_ description: String) { self.description = description }
    }

    private init(text: [Unicode.Scalar]) { self.text = text }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < text.count ? text[position + offset] : nil
    }

    private mutating func take() -> Unicode.Scalar? {
        defer { position += 1 }
        return peek()
    }

    private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    /// The text up to a scalar, which is taken too; nil where there is none.
    private mutating func takeText(before end: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard let length = text[min(position, text.count)...].firstIndex(of: end).map({ $0 - position }) else {
            return nil
        }
        defer { position += length + 1 }
        return Array(text[position..<position + length])
    }

    // MARK: Expressions

    private mutating func read() throws(Fault) {
        while let next = take() {
            switch next {
            case "(": try group()
            case ")":
                guard depth > 0 else { throw Fault("`)` closes nothing") }
                depth -= 1
                operand()
                copies = mostCopies.popLast() ?? 1
                note(copies)
            case "|": (hasOperand, isRepeated) = (false, false)
            case "*", "+", "?": try repetition(String(Character(next)))
            case "{":
                if let count = try count() { try repetition(count) } else { operand() }
            case "[":
                try characterClass()
                operand()
            case "\\": try escapeOfExpression()
            default: operand()
            }
        }
        guard depth == 0 else { throw Fault("`(` is not closed") }
    }

    private mutating func operand() { (hasOperand, isRepeated, copies) = (true, false, 1) }

    private mutating func note(_ copies: Int) {
        mostCopies[mostCopies.count - 1] = max(mostCopies[mostCopies.count - 1], copies)
    }

    private mutating func repetition(_ name: String) throws(Fault) {
        guard hasOperand else { throw Fault("`\(name)` has nothing before it to repeat") }
        guard !isRepeated else { throw Fault("`\(name)` repeats a repetition") }
        // As little as possible.
        _ = takes("?")
        isRepeated = true
    }

    /// `2}`, `2,}` or `2,3}`; nil for a brace that stands for itself.
    private mutating func count() throws(Fault) -> String? {
        let start = position
        guard let inside = takeText(before: "}") else { return nil }
        let bounds = String(String.UnicodeScalarView(inside)).split(separator: ",", omittingEmptySubsequences: false)
        let numbers = bounds.map(Self.number)
        guard let first = numbers.first, let least = first, bounds.count <= 2,
            bounds.count == 1 || bounds[1].isEmpty || numbers[1] != nil
        else {
            position = start
            return nil
        }
        let name = "{\(bounds.joined(separator: ","))}"
        let most = bounds.count == 2 ? numbers[1] ?? least : least
        guard least <= 1_000, most <= 1_000, least <= most else {
            throw Fault("`\(name)` is not a count from 0 to 1000, or falls")
        }
        copies *= max(most, 1)
        guard copies <= 1_000 else { throw Fault("`\(name)` makes more than 1000 copies with the counts inside") }
        note(copies)
        return name
    }

    /// Without leading zeros.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text == "0" || text.first != "0"
        else { return nil }
        return Int(text) ?? .max
    }

    // MARK: Groups

    private mutating func group() throws(Fault) {
        let isOperandBefore = hasOperand
        depth += 1
        mostCopies.append(1)
        (hasOperand, isRepeated) = (false, false)
        guard takes("?") else { return }
        if peek() == "<" || (peek() == "P" && peek(1) == "<") {
            if peek() == "<", peek(1) == "=" || peek(1) == "!" { throw Fault(Self.lookaround("(?<")) }
            while let next = take(), next != "<" {}
            guard let name = takeText(before: ">"), !name.isEmpty, name.allSatisfy(Self.isWord) else {
                throw Fault("a group's name is not of letters, digits and _, or not closed by >")
            }
            return
        }
        // Flags alone are no group of their own.
        if try flags() == ")" {
            (depth, hasOperand) = (depth - 1, isOperandBefore)
            mostCopies.removeLast()
        }
    }

    /// `i)`, `i-s:` and the like; what ends them.
    private mutating func flags() throws(Fault) -> Unicode.Scalar {
        var isNegated = false
        var isEmpty = true
        while let next = take() {
            switch next {
            case "i", "m", "s", "U": isEmpty = false
            case "-" where !isNegated: (isNegated, isEmpty) = (true, true)
            case ":", ")":
                guard !isNegated || !isEmpty else { throw Fault("`(?-` names no flag") }
                return next
            case "=", "!", ">": throw Fault(Self.lookaround("(?\(next)"))
            default: throw Fault("`(?\(next)` is not supported")
            }
        }
        throw Fault("`(` is not closed")
    }

    private static func lookaround(_ start: String) -> String {
        "`\(start)` is not supported: RE2 does not look around"
    }

    // MARK: Classes and escapes

    /// Behind `[`.
    private mutating func characterClass() throws(Fault) {
        _ = takes("^")
        var isFirst = true
        while let next = peek(), isFirst || next != "]" {
            isFirst = false
            if next == "[", peek(1) == ":", try named() { continue }
            if next == "\\", let kind = peek(1), "dDsSwWpP".unicodeScalars.contains(kind) {
                position += 2
                if kind == "p" || kind == "P" { unicodeClass() }
                continue
            }
            let low = try classMember()
            guard peek() == "-", let after = peek(1), after != "]" else { continue }
            position += 1
            let high = try classMember()
            if low > high { throw Fault("a range in [...] falls") }
        }
        guard takes("]") else { throw Fault("`[` is not closed") }
    }

    /// `[:alpha:]`; false where it is no such thing.
    private mutating func named() throws(Fault) -> Bool {
        let start = position
        position += 2
        guard let name = takeText(before: ":"), takes("]") else {
            position = start
            return false
        }
        let plain = String(String.UnicodeScalarView(name.first == "^" ? name[1...] : name[...]))
        let known = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "word", "xdigit",
        ]
        guard known.contains(plain) else { throw Fault("`[:\(plain):]` is no class") }
        return true
    }

    private mutating func classMember() throws(Fault) -> Unicode.Scalar {
        guard let next = take() else { throw Fault("`[` is not closed") }
        return next == "\\" ? try escape() : next
    }

    private mutating func escapeOfExpression() throws(Fault) {
        switch peek() {
        case "A", "b", "B", "z", "d", "D", "s", "S", "w", "W": position += 1
        case "p", "P":
            position += 1
            unicodeClass()
        case "Q":
            // Literal up to \E. Prometheus puts a group around the expression, whose end would be literal too.
            while position < text.count, !(peek() == "\\" && peek(1) == "E") { position += 1 }
            guard position < text.count else { throw Fault("`\\Q` is not closed by `\\E`") }
            position += 2
        default: _ = try escape()
        }
        operand()
    }

    /// `L` or `{Greek}` behind `\p`.
    private mutating func unicodeClass() {
        if takes("{") { _ = takeText(before: "}") } else { position += 1 }
    }

    /// Of one character, behind the backslash.
    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        guard let next = take() else { throw Fault("a backslash ends it") }
        let name = "\\\(next)"
        switch next {
        case "0"..."7":
            // As octal digits only: up to three behind a 0, two at least behind others.
            var code = next.value - 48
            let isOctal = next == "0" || peek().map { ("0"..."7").contains($0) } == true
            guard isOctal else { throw Fault("`\(name)` is not supported: RE2 does not refer back to groups") }
            for _ in 0..<2 {
                guard let digit = peek(), ("0"..."7").contains(digit) else { break }
                position += 1
                code = code * 8 + digit.value - 48
            }
            return Unicode.Scalar(code) ?? next
        case "8", "9": throw Fault("`\(name)` is not supported: RE2 does not refer back to groups")
        case "a": return "\u{7}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{B}"
        case "x":
            let isBraced = takes("{")
            let digits = isBraced ? takeText(before: "}") ?? [] : [take(), take()].compactMap { $0 }
            let code = UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
            guard let code, code <= 0x10_FFFF, isBraced || digits.count == 2 else {
                throw Fault("`\\x` is not followed by a character's number")
            }
            return Unicode.Scalar(code) ?? next
        default:
            guard next.isASCII, !Self.isWord(next) || next == "_" else { throw Fault("`\(name)` is no escape") }
            return next
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}
