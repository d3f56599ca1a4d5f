import CCompilerFence
import NinesSLO

/// An event of an SLO through its recorder.
enum SLOLoops {
    static func all() throws -> [TimedLoop] {
        let recorder = try SLOEngine(now: nil).add(
            SLODefinition(name: "availability", service: "shop", objective: Objective(ratio: 0.999), window: .days(30)))
        return [
            TimedLoop("SLO event recorded, good or bad", bar: Bar(1.5, of: "counter increment")) { _ in
                { record(recorder, times: $0) }
            }
        ]
    }

    @inline(never)
    private static func record(_ recorder: SLORecorder, times: Int) {
        for turn in 0..<times {
            recorder.record(good: turn & 1_023 != 0)
            compiler_fence()
        }
    }
}
