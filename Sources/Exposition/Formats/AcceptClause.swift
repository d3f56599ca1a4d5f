/// One clause of an `Accept` header (RFC 9110, 12.5.1): a media range, its parameters and its weight.
struct AcceptClause: Equatable {
    /// In lower case, or `*`.
    let type: String
    /// In lower case, or `*`.
    let subtype: String
    /// By lower-case name. Values keep their case.
    let parameters: [String: String]
    /// In thousandths, 0 to 1000. 0: not acceptable.
    let weight: Int

    /// The well-formed clauses of a header, in its order; see ``WeightedElement/parse(_:)``.
    static func parse(_ header: String) -> some Sequence<AcceptClause> {
        WeightedElement.parse(header).lazy.compactMap { AcceptClause($0) }
    }

    private init?(_ element: WeightedElement) {
        let range = element.subject
        guard let slash = range.firstIndex(of: UInt8(ascii: "/")),
            let type = WeightedElement.lowerCaseToken(range[..<slash]),
            let subtype = WeightedElement.lowerCaseToken(range[(slash + 1)...])
        else { return nil }
        self.type = type
        self.subtype = subtype
        parameters = element.parameters
        weight = element.weight
    }
}
