@testable import NinesMetrics

extension NativeHistogram {
    /// Gives the calling thread a block of its own, if it can have a slab, as thousands of observations do. Another
    /// thread's collections may prevent it.
    func warmUp() {
        CellStore.shared.warmUp(cell) { _ = CountBlock.standing(in: $0, layout) }
    }
}

extension Summary {
    /// As for native histograms.
    func warmUp() {
        CellStore.shared.warmUp(cell) { _ = QuantileSketch.makeCounts(in: $0, SketchBucket(of: 1)) }
    }
}

extension CellStore {
    /// Comes for `cell` until the thread may have what it leads to, and makes it. At once over for a thread that has to
    /// share: with hundreds of them, thousands of calls each would take minutes under a sanitizer.
    fileprivate func warmUp(_ cell: CellIndex, _ make: (UnsafeMutablePointer<UInt64>) -> Void) {
        guard let (_, isShared) = prepare(cell), !isShared else { return }
        for _ in 0..<20_000 {
            guard let (cell, isShared) = prepareTarget(of: cell) else { return }
            if !isShared { return make(cell) }
        }
    }
}
