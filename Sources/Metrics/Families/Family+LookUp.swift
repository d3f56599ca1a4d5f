public import CNinesThreadCells

/// The way from label values to a child: no lock, no allocation, no reference counted.
extension Family {
    /// Runs `body` with the child with these label values, made if it does not exist, without retaining it: what every
    /// kind of instrument records through.
    ///
    /// `body` must only record: it runs under the thread's mark.
    @inlinable @inline(__always)
    func withChild(_ values: repeat each Value, run body: (Child) -> Void) {
        let isDone = withUnsafePointer(to: (repeat each values)) { values in
            withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { memory in
                record(UnsafeRawPointer(values), memory, body)
            }
        }
        if !isDone { body(labels(repeat each values)) }
    }

    /// Runs `body` with the child whose label values stand one behind the other at `values`; false when there is none or
    /// it has to be found in another way.
    @inlinable @inline(__always)
    func record(
        _ values: UnsafeRawPointer, _ memory: UnsafeMutableRawBufferPointer, _ body: (Child) -> Void
    ) -> Bool {
        guard let mark = nines_thread_mark() else { return false }
        var space = ValueSpace(memory, knowsSmallStrings: table.knowsSmallStrings)
        var place = values
        let bytes = (repeat TypedBytes<each Value>((each Value).nextBytes(&place, in: &space)))
        guard !space.isExceeded else { return false }
        var hash = KeyHash(secrets: table.secrets)
        var count = 0
        repeat (each bytes).add(to: &hash, &count)
        nines_mark_enter(mark)
        let child = table.load().find(hash: hash.state) { key in
            guard key.count == count else { return false }
            var place = 0
            var isEqual = true
            repeat (each bytes).compare(&place, key, &isEqual)
            return isEqual
        }
        if let child { Unmanaged<Child>.fromOpaque(child)._withUnsafeGuaranteedRef(body) }
        nines_mark_leave(mark)
        withExtendedLifetime(children) {}
        return child != nil
    }

    /// Runs `body` with the key of `values`, in memory of this call.
    func withKey<Result>(_ values: repeat each Value, run body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var capacity = 256
        while true {
            let (result, needed) = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 8) { buffer in
                var key = LabelKeyWriter(buffer)
                for value in repeat each values {
                    value.write(to: &key)
                    key.endValue()
                }
                let fits = key.count <= buffer.count
                return (fits ? body(UnsafeRawBufferPointer(rebasing: buffer[..<key.count])) : nil, key.count)
            }
            if let result { return result }
            // Longer than most: again in memory that is long enough, even for a value that writes more each time.
            capacity = max(needed, 2 * capacity)
        }
    }
}

/// The bytes of a value of that type: what makes a pack of bytes for a pack of values.
@usableFromInline
struct TypedBytes<Value: LabelValue>: BitwiseCopyable {
    @usableFromInline
    let bytes: ValueBytes

    @inlinable @inline(__always)
    init(_ bytes: ValueBytes) {
        self.bytes = bytes
    }

    @inlinable @inline(__always)
    func add(to hash: inout KeyHash, _ count: inout Int) {
        bytes.hash(into: &hash)
        count &+= bytes.count &+ 1
    }

    @inlinable @inline(__always)
    func compare(_ place: inout Int, _ key: KeyBytes, _ isEqual: inout Bool) {
        let isHere = bytes.isAt(&place, of: key)
        isEqual = isEqual && isHere
    }
}
