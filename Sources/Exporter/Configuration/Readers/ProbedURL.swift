/// What a URL has to be to be probed, wherever it was written.
enum ProbedURL {
    /// Nil when it can be probed.
    ///
    /// - Parameters:
    ///   - url: absolute.
    ///   - written: as it stands in the file. Not told where it may hold a password.
    static func problem(_ url: String, written: String) -> String? {
        do {
            let parsed = try HTTPURL(url)
            guard parsed.userInformation == nil else {
                // The URL is the `instance` label of everything published about the target.
                return "credentials in a URL (not shown) would be published as its instance label "
                    + "(write them as a header of a module)"
            }
            guard let problem = HostForm(parsed.host).problem(with: parsed.host) else { return nil }
            return "\(Quoted.value(written)) is not a URL that can be probed: \(problem)"
        } catch {
            return url.contains("@")
                ? "not a URL that can be probed (not shown: it may hold a password)"
                : "\(Quoted.value(written)) is not a URL that can be probed: \(Quoted.oneLine(error.description))"
        }
    }
}
