#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

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
