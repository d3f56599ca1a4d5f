import Testing

@testable import nines

struct QuestionTimesTests {
    /// Measured with glibc 2.36 against servers that are silent: 1 server, 2 of 5 s each, and so on.
    @Test(arguments: [
        (1, 1, 1, 1), (1, 3, 1, 3), (5, 2, 1, 10), (5, 2, 2, 20), (5, 2, 3, 28), (1, 2, 3, 6), (0, 2, 1, 2),
    ])
    func `silent servers are waited for in rounds`(_ timeout: Int, attempts: Int, servers: Int, seconds: Int) {
        #expect(QuestionTimes(timeout: timeout, attempts: attempts).seconds(servers: servers) == seconds)
    }

    @Test(arguments: [
        // glibc's own setting, one server.
        (Duration.seconds(1), 1, 1, 1), (.seconds(2), 1, 1, 2), (.seconds(3), 1, 1, 3), (.milliseconds(2_001), 1, 1, 3),
        (.seconds(5), 1, 2, 2), (.seconds(9), 1, 4, 2), (.zero, 1, 1, 1), (.seconds(-5), 1, 1, 1),
        // Two and three servers: each has a second, and with more time each is asked twice.
        (.seconds(1), 2, 1, 1), (.seconds(3), 2, 1, 1), (.seconds(4), 2, 1, 2), (.seconds(10), 2, 2, 2),
        (.seconds(3), 3, 1, 1), (.seconds(9), 3, 1, 3), (.seconds(10), 3, 2, 2),
    ])
    func `a look-up is made to fit`(_ limit: Duration, servers: Int, timeout: Int, attempts: Int) {
        let times = QuestionTimes(timeout: 5, attempts: 2).shortened(to: limit, servers: servers)
        #expect(times == QuestionTimes(timeout: timeout, attempts: attempts))
    }

    @Test(arguments: [(Duration.seconds(10), 5, 2), (.seconds(1), 1, 1), (.seconds(3_600), 30, 5), (.seconds(2), 2, 1)])
    func `a setting that fits stays`(_ limit: Duration, timeout: Int, attempts: Int) {
        #expect(QuestionTimes(timeout: timeout, attempts: attempts).shortened(to: limit, servers: 1) == nil)
    }

    @Test func `no time to fit is exceeded but by a second for each server, nor is the setting`() {
        for timeout in 1...30 {
            for attempts in 1...5 {
                for servers in 1...3 {
                    let set = QuestionTimes(timeout: timeout, attempts: attempts)
                    for limit in 1...40 {
                        guard let times = set.shortened(to: .seconds(limit), servers: servers) else { continue }
                        let seconds = times.seconds(servers: servers)
                        #expect(seconds <= max(limit, servers) && seconds <= set.seconds(servers: servers))
                        #expect(times.timeout <= timeout)
                    }
                }
            }
        }
    }
}
