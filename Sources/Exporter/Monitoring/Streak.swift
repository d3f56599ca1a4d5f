/// How often in a row the same was observed.
struct Streak: Sendable, Equatable {
    private(set) var value = false
    private(set) var count = 0

    mutating func add(_ observed: Bool) {
        count = observed == value ? count + 1 : 1
        value = observed
    }

    /// Begins to count anew; what was observed last stays.
    mutating func restart() { count = 0 }
}

/// Whether something is so, believed only after so many observations of it in a row, and its opposite likewise.
struct Belief: Sendable, Equatable {
    private(set) var holds = false
    private var streak = Streak()

    mutating func observe(_ observed: Bool, holdsAfter: Int, endsAfter: Int) {
        streak.add(observed)
        if streak.count >= (observed ? holdsAfter : endsAfter) { holds = observed }
    }
}
