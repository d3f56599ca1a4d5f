import Foundation
import Testing

/// Names that nobody answers for, beside names that are answered at once.
@Suite struct HungNameTests {
    private static let script = URL(filePath: #filePath).appending(path: "../../../scripts/hung-names.sh").standardized

    /// The script says so itself, and is asked here so that the test is shown as skipped.
    private static let isPermitted: Bool = {
        let options = ["--mount", "--net"] + (geteuid() == 0 ? [] : ["--map-root-user"])
        let unshare = try? Process.run(URL(filePath: "/usr/bin/unshare"), arguments: options + ["true"])
        unshare?.waitUntilExit()
        return unshare?.terminationStatus == 0
    }()

    /// On a busy machine a look-up may take as long as a probe waits, but none may be missed.
    @Test(
        .enabled(if: isPermitted, "mount and network namespaces are not permitted here: unshare --mount --net"),
        .timeLimit(.minutes(10)))
    func `names that hang keep no other from being looked up`() async throws {
        let workplace = try Workplace()
        let run = try await ChildProcess.run(Self.script.path(), ["20", Workplace.nines, "3000"], in: workplace)
        #expect(run.code == 0, "\(run.text)")
    }
}
