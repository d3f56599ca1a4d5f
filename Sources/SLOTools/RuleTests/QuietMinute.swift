internal import NinesSLO

extension MaintenanceRule {
    /// The first minute of tests, which begin at the epoch, from which on no maintenance comes for so long. Nil where there
    /// is none within two days: promtool evaluates every minute before it.
    func quietMinute(lasting minutes: Int) -> Int? {
        var start: Int64 = 0
        search: while start <= 2 * 86_400 {
            for window in known {
                let answer = window.covers(start)
                let next = answer.isCovered ? start : answer.until
                guard next < start + Int64(minutes) * 60 else { continue }
                start = window.covers(next).until + slice.components.seconds
                start += (60 - start % 60) % 60
                continue search
            }
            return Int(start / 60)
        }
        return nil
    }
}
