/// The version of the `nines` binary, as `nines --version`, the `User-Agent` of probes and `nines_build_info` say it.
enum Version {
    static let current = "0.1.0"
    static let userAgent = "Nines/" + current
}
