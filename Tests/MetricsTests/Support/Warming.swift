@testable import NinesMetrics

extension NativeHistogram {
    /// Gives the calling thread a block of its own, if it can have a slab, as thousands of observations do. Another
    /// thread's collections may prevent it.
    func warmUp() {
        for _ in 0..<20_000 {
            guard let (cell, isShared) = CellStore.shared.prepareTarget(of: cell) else { return }
            if !isShared {
                _ = CountBlock.standing(in: cell, layout)
                return
            }
        }
    }
}

extension Summary {
    /// As for native histograms.
    func warmUp() {
        for _ in 0..<20_000 {
            guard let (cell, isShared) = CellStore.shared.prepareTarget(of: cell) else { return }
            if !isShared {
                _ = QuantileSketch.makeCounts(in: cell, SketchBucket(of: 1))
                return
            }
        }
    }
}
