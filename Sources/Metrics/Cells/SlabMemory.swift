import CNinesThreadCells

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Memory for slabs and chunks: zeroed, aligned to 128 bytes (two cache lines, which prefetchers fetch together, so
/// that no two threads' cells share one), never moved and never given back.
enum SlabMemory {
    /// A slab without chunks. It is reserved as pages of zeros, of which only those become resident that hold a chunk's
    /// pointer or visits: two of 4 KiB for the first 126,000 cells.
    static func slab() -> UnsafeMutablePointer<nines_slab>? {
        guard let pages = PageMemory.map(MemoryLayout<nines_slab>.stride) else { return nil }
        #if os(Linux)
            // Where huge pages are given unasked, one touched page would make 2 MiB resident. A kernel that has none
            // refuses, and that is fine.
            madvise(pages, MemoryLayout<nines_slab>.stride, MADV_NOHUGEPAGE)
        #endif
        return pages.assumingMemoryBound(to: nines_slab.self)
    }

    /// The cells of `count` neighbouring chunks.
    static func chunks(_ count: Int) -> UnsafeMutablePointer<UInt64>? {
        zeroed(count * CellAllocator.cellsPerChunk * MemoryLayout<UInt64>.stride)?
            .assumingMemoryBound(to: UInt64.self)
    }

    /// `size` bytes of zeros.
    static func zeroed(_ size: Int) -> UnsafeMutableRawPointer? {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 128, size) == 0, let memory else { return nil }
        memset(memory, 0, size)
        return memory
    }
}

/// Zeroed pages from the system. Unlike the heap's memory, of which a freed piece may stay a hole for as long as the
/// process lives, they are given back when they are unmapped; those that nobody touches are never resident.
enum PageMemory {
    /// Nil when memory is out.
    static func map(_ size: Int) -> UnsafeMutableRawPointer? {
        #if canImport(Darwin)
            let flags = MAP_PRIVATE | MAP_ANON
        #else
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
        #endif
        let pages = mmap(nil, size, PROT_READ | PROT_WRITE, Int32(flags), -1, 0)
        guard let pages, pages != UnsafeMutableRawPointer(bitPattern: -1) else { return nil }
        return pages
    }

    /// - Parameter size: As it was mapped.
    static func unmap(_ pages: UnsafeMutableRawPointer, _ size: Int) { munmap(pages, size) }
}
