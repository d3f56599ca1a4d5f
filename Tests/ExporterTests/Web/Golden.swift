/// What the overview page shall be, as whole texts.
enum Golden {
    static let empty = ""
    static let targetSummary = ""
    static let targetRows = ""
    static let slo = ""
    static let demo = ""
}
