import NIOCore

/// Decides which look-ups run, and which wait for a thread. No clock, no thread, no I/O: times are passed in.
///
/// A look-up blocks its thread until the C library is done with it, and cannot be ended. So that names that nobody
/// answers for never take the threads of others:
///
/// - one look-up per name runs, whoever asks for it meanwhile;
/// - a name is trusted with a thread for a moment only (`Limits.trial`, and what its last answer took). One that is not
///   answered within it becomes a suspect, and goes on as one while somebody has time for it;
/// - suspects get all the time that those who asked have, but only a part of the threads, which names that are slow
///   share. Names never asked for get a few less than all. Names that were answered get any;
/// - whoever waits in vain is told that the name was not asked for, which says nothing about it.
///
/// Within a standing, who came first is first. All operations take time linear in the number of look-ups that wait,
/// which is the number of names at most.
struct LookUpQueue {
    typealias Asker = UInt64

    struct Limits: Sendable {
        /// Look-ups at a time.
        var threads = 48
        /// Of them, for names never asked for and for suspects.
        var unproven = 44
        /// Of them, for suspects: names that are not answered are asked for every few seconds and hold a thread for as
        /// long as a probe waits, so 60 of them at a 5 s interval and a 3 s timeout are 36 at a time.
        var suspects = 36
        /// Servers answer within tens of milliseconds, and one second is the least that glibc waits for one.
        var trial = Duration.seconds(1)
        /// Names whose last answer is remembered. Beyond, an arbitrary one is forgotten: it is new when it comes back.
        var rememberedNames = 16_384
    }

    /// What a name's last look-up says about the next.
    enum Standing: Equatable {
        /// It was answered, and gets this time: what the answer took, to the second, and a trial more.
        case proven(Duration)
        case new
        /// It was not.
        case suspect
    }

    /// A look-up that is to run now, for about `time` at most.
    struct Start: Equatable {
        var name: HostName
        var time: Duration
    }

    /// How a look-up ended.
    enum End: Equatable {
        /// With addresses, or with the word that there are none.
        case answered
        /// Nobody answered.
        /// - Parameter wasCut: the system's settings would have given it more time.
        case unanswered(wasCut: Bool)
    }

    /// What an asker who gives up can say of the name.
    enum Verdict: Equatable {
        /// It was asked for, for long enough, and nobody answered.
        case unanswered
        /// It had no thread, or one too late.
        case notAsked
    }

    private struct Asking {
        var start: NIODeadline
        var deadline: NIODeadline
        /// How long the name was looked up meanwhile, in look-ups that are over.
        var asked = Duration.zero

        /// Half a trial, or half of a shorter time: a name that was asked for so long, in vain, is at fault. Servers
        /// answer sooner, and names whose servers do not get the time that their last answer took.
        func enough(_ trial: Duration) -> Duration { min(trial, Duration(deadline - start)) / 2 }
    }

    private struct LookUp {
        var standing: Standing
        var askers: [Asker: Asking]
        var run: (start: NIODeadline, time: Duration)?

        func timeLeft(at now: NIODeadline) -> Duration { Duration((askers.values.map(\.deadline).max() ?? now) - now) }

        func asked(for asking: Asking, at now: NIODeadline) -> Duration {
            asking.asked + (run.map { Duration(now - max($0.start, asking.start)) } ?? .zero)
        }
    }

    /// Who may take which threads, best first.
    private enum Rank: Int, CaseIterable {
        case proven, new, suspect
    }

    let limits: Limits
    private var standings: [HostName: Standing] = [:]
    private var lookUps: [HostName: LookUp] = [:]
    private var running: Set<HostName> = []
    private var waiting = [[HostName]](repeating: [], count: Rank.allCases.count)

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Somebody wants to know. Joins the look-up that is under way, or lines up for one: `starts` says when it begins.
    mutating func ask(for name: HostName, by asker: Asker, at now: NIODeadline, until deadline: NIODeadline) {
        let asking = Asking(start: now, deadline: deadline)
        if lookUps[name] != nil {
            lookUps[name]?.askers[asker] = asking
        } else {
            enqueue(name, LookUp(standing: standings[name] ?? .new, askers: [asker: asking]))
        }
    }

    /// The look-ups to begin now. To be called after each of the other operations.
    mutating func starts(at now: NIODeadline) -> [Start] {
        var starts: [Start] = []
        for rank in Rank.allCases {
            while !waiting[rank.rawValue].isEmpty, hasThread(for: rank, at: now), let start = next(of: rank, at: now) {
                starts.append(start)
            }
        }
        return starts
    }

    /// A look-up is over. Returns who is to get its result; the others have given up, or time for another try.
    mutating func end(_ name: HostName, _ end: End, at now: NIODeadline) -> [Asker] {
        guard running.remove(name) != nil, let lookUp = lookUps.removeValue(forKey: name), let run = lookUp.run else {
            return []
        }
        let standing = Self.standing(after: end, took: Duration(now - run.start), given: run.time, trial: limits.trial)
        remember(name, standing)
        guard case .unanswered(wasCut: true) = end else { return Array(lookUp.askers.keys) }
        var patient = lookUp.askers.filter { Duration($0.value.deadline - now) >= $0.value.enough(limits.trial) }
        let done = lookUp.askers.keys.filter { patient[$0] == nil }
        if !patient.isEmpty {
            for (asker, asking) in patient { patient[asker]?.asked = lookUp.asked(for: asking, at: now) }
            enqueue(name, LookUp(standing: standing, askers: patient))
        }
        return done
    }

    /// An asker's time is up. Nil when it has its answer already.
    mutating func giveUp(_ asker: Asker, on name: HostName, at now: NIODeadline) -> Verdict? {
        guard var lookUp = lookUps[name], let asking = lookUp.askers.removeValue(forKey: asker) else { return nil }
        if lookUp.askers.isEmpty, lookUp.run == nil {
            remove(name)
        } else {
            lookUps[name] = lookUp
        }
        return lookUp.asked(for: asking, at: now) >= asking.enough(limits.trial) ? .unanswered : .notAsked
    }

    /// There was no thread for a look-up that was to begin. Returns all who wait for it.
    mutating func couldNotStart(_ name: HostName) -> [Asker] {
        running.remove(name)
        return lookUps.removeValue(forKey: name).map { Array($0.askers.keys) } ?? []
    }

    func load(at now: NIODeadline) -> ResolverLoad {
        ResolverLoad(
            running: running.count, waiting: waiting.reduce(0) { $0 + $1.count },
            hung: occupied(from: .suspect, at: now))
    }

    // MARK: Standing

    private static func standing(after end: End, took: Duration, given: Duration, trial: Duration) -> Standing {
        switch end {
        case .unanswered: return .suspect
        case .answered:
            // One that used all its time did so because a part was never answered, such as the question for IPv6
            // addresses; with more time it would take more.
            guard took < given else { return .new }
            return .proven(.seconds((took + trial / 2).components.seconds) + trial)
        }
    }

    private mutating func remember(_ name: HostName, _ standing: Standing) {
        if standings[name] == nil, standings.count >= limits.rememberedNames, let other = standings.keys.first {
            standings[other] = nil
        }
        standings[name] = standing
    }

    // MARK: Threads

    /// What takes long to answer takes a thread for long, too.
    private func rank(of standing: Standing) -> Rank {
        switch standing {
        case .proven(let time): time <= limits.trial * 2 ? .proven : .suspect
        case .new: .new
        case .suspect: .suspect
        }
    }

    /// Names never asked for keep as many threads free as they take: of a hundred that hang, each comes once as a new
    /// one, and those that are answered come among them.
    private func hasThread(for rank: Rank, at now: NIODeadline) -> Bool {
        guard running.count < limits.threads else { return false }
        if rank == .proven { return true }
        let unproven = occupied(from: .new, at: now)
        guard unproven < limits.unproven else { return false }
        if rank == .new { return true }
        let suspects = occupied(from: .suspect, at: now)
        return suspects < limits.suspects && suspects + 2 * (unproven - suspects) < limits.unproven
    }

    /// Threads taken by look-ups of this rank and worse ones. One that runs for longer than it was given is as bad as a
    /// suspect: not every C library can be told how long to wait.
    private func occupied(from rank: Rank, at now: NIODeadline) -> Int {
        running.count { name in
            guard let lookUp = lookUps[name], let run = lookUp.run else { return false }
            let isLate = Duration(now - run.start) > run.time
            return (isLate ? Rank.suspect : self.rank(of: lookUp.standing)).rawValue >= rank.rawValue
        }
    }

    // MARK: The lines

    private mutating func enqueue(_ name: HostName, _ lookUp: LookUp) {
        lookUps[name] = lookUp
        waiting[rank(of: lookUp.standing).rawValue].append(name)
    }

    private mutating func remove(_ name: HostName) {
        guard let lookUp = lookUps.removeValue(forKey: name) else { return }
        let rank = rank(of: lookUp.standing).rawValue
        if let place = waiting[rank].firstIndex(of: name) { waiting[rank].remove(at: place) }
    }

    /// Takes the first out of a line for whom somebody still has time, and of suspects time enough to learn something:
    /// else each would begin too late when there are too many. The others are about to be given up.
    private mutating func next(of rank: Rank, at now: NIODeadline) -> Start? {
        let place = waiting[rank.rawValue].firstIndex { name in
            lookUps[name]?.askers.values.contains { asking in
                Duration(asking.deadline - now) >= (rank == .suspect ? asking.enough(limits.trial) : .nanoseconds(1))
            } ?? false
        }
        guard let place else { return nil }
        let name = waiting[rank.rawValue].remove(at: place)
        guard let lookUp = lookUps[name] else { return nil }
        let left = lookUp.timeLeft(at: now)
        let time =
            switch lookUp.standing {
            case .proven(let allowance): min(left, allowance)
            case .new: min(left, limits.trial)
            case .suspect: left
            }
        lookUps[name]?.run = (now, time)
        running.insert(name)
        return Start(name: name, time: time)
    }
}
