import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Something that happens once, which threads wait for.
package final class Latch: Sendable {
    private let isOpen = Atomic(false)

    package init() {}

    package func open() { isOpen.store(true, ordering: .releasing) }

    package func wait() { while !isOpen.load(ordering: .acquiring) { usleep(100) } }

    /// False when it does not happen within a second: then it never will.
    package func opensInTime() -> Bool {
        for _ in 0..<10_000 {
            if isOpen.load(ordering: .acquiring) { return true }
            usleep(100)
        }
        return isOpen.load(ordering: .acquiring)
    }

    /// Waits until `condition` holds; false when it does not within a second.
    package static func comes(_ condition: () -> Bool) -> Bool {
        for _ in 0..<10_000 {
            if condition() { return true }
            usleep(100)
        }
        return condition()
    }
}
