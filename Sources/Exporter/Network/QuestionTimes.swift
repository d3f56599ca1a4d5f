/// How long and how often glibc's resolver asks name servers, so that a look-up takes no longer than there is time.
///
/// glibc goes through the servers `attempts` times. The first is waited for `timeout` seconds, each later one twice as
/// long as the one before, divided by the number of servers, all in whole seconds and at least one (`res_send.c`).
struct QuestionTimes: Equatable {
    /// Seconds, from 1 on.
    var timeout: Int
    /// From 1 on.
    var attempts: Int

    /// Seconds until glibc gives up on servers that are silent.
    func seconds(servers: Int) -> Int {
        let servers = min(max(servers, 1), 3)
        let round = (0..<servers).reduce(0) { sum, index in
            sum + max(index == 0 ? timeout : (timeout << index) / servers, 1)
        }
        return attempts * round
    }

    /// The times to set; nil when those that are set are short enough.
    ///
    /// Keeps the number of attempts if a second for each server leaves time for that: a lost packet shall not cost the
    /// look-up. What is left then goes into further attempts, since an answer to any of them counts until the end.
    ///
    /// - Parameter limit: Rounded up to a second, the resolver's finest. A second for each server is spent in any case.
    func shortened(to limit: Duration, servers: Int) -> QuestionTimes? {
        let (whole, fraction) = limit.components
        // A day is longer than any setting.
        let seconds = max(Int(min(max(whole, 0), 86_400)) + (fraction > 0 ? 1 : 0), 1)
        guard self.seconds(servers: servers) > seconds else { return nil }
        for timeout in stride(from: min(timeout, seconds), through: 1, by: -1) {
            let round = QuestionTimes(timeout: timeout, attempts: 1).seconds(servers: servers)
            if round * attempts <= seconds { return QuestionTimes(timeout: timeout, attempts: seconds / round) }
        }
        let least = QuestionTimes(timeout: 1, attempts: 1)
        return QuestionTimes(timeout: 1, attempts: max(seconds / least.seconds(servers: servers), 1))
    }
}
