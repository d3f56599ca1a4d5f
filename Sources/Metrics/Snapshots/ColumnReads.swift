/// How often the columns of snapshots were read for one child, so that a test can tell that a page of any format takes
/// a fixed number of looks at each child, however many chunks it has. Counts in debug builds only.
package final class ColumnReads: Sendable {
    #if DEBUG
        /// The reads of the current task; nil: nobody counts.
        @TaskLocal package static var counted: ColumnReads?
        private let total = Lock(0)

        package var count: Int { total.withLock { $0 } }
    #endif

    package init() {}

    @inline(__always)
    static func add(_ reads: Int = 1) {
        #if DEBUG
            counted?.total.withLock { $0 += reads }
        #endif
    }
}
