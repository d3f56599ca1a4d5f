import CNinesThreadCells

// How exemplars cost the instruments without them nothing: an instrument that keeps some has a cell in the chunk that
// no slab ever has. So the inlined fast path's own test for a missing chunk sends each of its records out of line, to a
// method that a subclass overrides, and that records in the real cells and then looks for an exemplar.

extension Instrument {
    /// Runs `body`, which may call code of users. Not under the mark of the look-up that this may be part of: others
    /// wait for marks, and that code may look something up itself.
    func outsideMark(_ body: () -> Void) {
        guard let mark = nines_thread_mark(), nines_mark_read(mark) % 2 == 1 else { return body() }
        // As long as the mark is left, a removal may drop the last other reference. The look-up touches neither the
        // table nor this object again.
        let own = Unmanaged.passRetained(self)
        nines_mark_leave_retaining(mark)
        body()
        own.release()
        nines_mark_enter(mark)
    }
}

extension ExemplarStore {
    /// Offers what the policy's source has for a record of `value` that was just made.
    func draw(_ value: Double, bucket: Int, by instrument: Instrument) {
        // The system's clock is read under the mark, as leaving it costs more; another may be code of users.
        guard draws, !hasSystemClock || isDue(bucket) else { return }
        instrument.outsideMark {
            if isDue(bucket) { offer(value, labels: drawn(), bucket: bucket) }
        }
    }

    /// Offers the caller's labels for such a record, and the source's where there are none.
    func take(_ labels: () -> [Label], _ value: Double, bucket: Int, by instrument: Instrument) {
        instrument.outsideMark {
            let labels = labels()
            guard labels.isEmpty else { return offer(value, labels: labels, bucket: bucket) }
            draw(value, bucket: bucket, by: instrument)
        }
    }
}
