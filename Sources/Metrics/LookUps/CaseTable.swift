public import CNinesThreadCells

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the values of a type of one byte write, such as an enumeration's cases, as look-ups of one label need it: each
/// from the first look-up on that asked for it.
///
/// A case's raw value is a jump to the case's own instructions, which a processor cannot foresee when cases come in no
/// order; here it is a load. A value of one byte is that byte, and ``LabelValue`` demands one text for it, so what was
/// asked for once holds.
///
/// `@unchecked Sendable`: what is at `slot` is published by whoever is first, with the type already in it. A case's
/// second word is published after its first; threads that add a case at once write the same, a long text's address only
/// once.
@usableFromInline
struct CaseTable: @unchecked Sendable {
    /// More cases than most enumerations have; further ones are asked each time.
    @usableFromInline
    static var capacity: Int { 32 }
    /// The bit of a case's second word that says that it is there; no text is so long that its count has it.
    @usableFromInline
    static var isKnown: UInt64 { 1 &<< 62 }

    /// Holds the address of the table's words, 0 until there are any: the type's identity and, for each case, the words
    /// of ``_ValueBytes``, with the address of a long text for the first.
    @usableFromInline
    let slot: UnsafeMutablePointer<UInt64>

    @inlinable @inline(__always)
    init(slot: UnsafeMutablePointer<UInt64>) {
        self.slot = slot
    }

    /// The text of the value of `type` that is this byte; nil when it is not known.
    @inlinable @inline(__always)
    func bytes(of byte: UInt8, _ type: any Any.Type) -> _ValueBytes? {
        guard let words = nines_pointer_acquire(slot), words[0] == Self.identity(type), byte < Self.capacity else {
            return nil
        }
        let entry = words + 1 + 2 &* Int(byte)
        let high = nines_bits_acquire(entry + 1)
        guard high & Self.isKnown != 0 else { return nil }
        let low = nines_word_relaxed(entry)
        guard high & _ValueBytes.isLong == 0 else {
            return UnsafeRawPointer(bitPattern: UInt(low)).map {
                _ValueBytes(address: $0, count: Int(truncatingIfNeeded: high & ~(Self.isKnown | _ValueBytes.isLong)))
            }
        }
        return _ValueBytes(low: low, high: high & ~Self.isKnown)
    }

    @inlinable @inline(__always)
    static func identity(_ type: any Any.Type) -> UInt64 {
        UInt64(UInt(bitPattern: ObjectIdentifier(type)))
    }

    /// Keeps a copy of `bytes` as the text of the value of `type` that is this byte. Nothing when memory is out or the
    /// label has had values of another type.
    @usableFromInline
    func keep(_ bytes: _ValueBytes, of byte: UInt8, _ type: any Any.Type) {
        guard byte < Self.capacity, let words = words(type), words[0] == Self.identity(type) else { return }
        let entry = words + 1 + 2 * Int(byte)
        if let source = bytes.address {
            guard nines_word_relaxed(entry) == 0, let copy = malloc(bytes.count) else { return }
            copy.copyMemory(from: source, byteCount: bytes.count)
            let own = copy.assumingMemoryBound(to: UInt64.self)
            if nines_pointer_publish(entry, nil, own) != own { free(copy) }
        } else {
            nines_word_set_relaxed(entry, bytes.low)
        }
        nines_bits_release(entry + 1, bytes.high | Self.isKnown)
    }

    private func words(_ type: any Any.Type) -> UnsafeMutablePointer<UInt64>? {
        if let words = nines_pointer_acquire(slot) { return words }
        guard let block = calloc(1 + 2 * Self.capacity, MemoryLayout<UInt64>.stride) else { return nil }
        let fresh = block.assumingMemoryBound(to: UInt64.self)
        fresh[0] = Self.identity(type)
        let words = nines_pointer_publish(slot, nil, fresh)
        if words != fresh { free(fresh) }
        return words
    }

    /// Frees what `keep` has allocated. Nobody may look up any more.
    func deallocate() {
        guard let words = nines_pointer_acquire(slot) else { return }
        for index in 0..<Self.capacity where words[2 + 2 * index] & _ValueBytes.isLong != 0 {
            free(UnsafeMutableRawPointer(bitPattern: UInt(words[1 + 2 * index])))
        }
        free(words)
    }
}
