#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The number of descriptors that the system lets this process have open.
enum DescriptorLimit {
    /// Raises the soft limit to the hard one and returns it; when the system refuses, or has no limit, what it was.
    ///
    /// Soft limits are as low as 1,024 for the sake of programs that use `select`, which cannot tell higher descriptors
    /// apart. This one does not. Programs that it starts inherit the limit.
    static func raise() -> Int {
        var limits = rlimit()
        guard getrlimit(resource, &limits) == 0 else { return assumed }
        var raised = limits
        raised.rlim_cur = limits.rlim_max
        guard raised.rlim_cur > limits.rlim_cur, setrlimit(resource, &raised) == 0 else {
            return Int(clamping: limits.rlim_cur)
        }
        return Int(clamping: raised.rlim_cur)
    }

    /// What POSIX systems usually allow, for one that does not say.
    private static let assumed = 1_024

    #if canImport(Glibc)
        private static let resource = Int32(RLIMIT_NOFILE.rawValue)
    #else
        private static let resource = RLIMIT_NOFILE
    #endif
}
