/// Reads where a target is: `url`, or `target` in blackbox_exporter's manner.
enum TargetURLReader {
    /// Absolute, as written; `http://` is put before a `target` without a scheme.
    static func url(_ section: Section<TargetKey>) -> String? {
        switch (section[.url], section[.target]) {
        case (nil, nil):
            section.field.report("url is missing (or target: host:port)")
            return nil
        case (let url?, let target?):
            let (first, second) = url.line <= target.line ? (url, target) : (target, url)
            second.report("url and target exclude each other (the other is on line \(first.line))")
            return nil
        case (let field?, nil):
            return field.text().flatMap { checked($0, field: field) }
        case (nil, let field?):
            return field.text().flatMap { checked($0, field: field, prefix: $0.contains("://") ? "" : "http://") }
        }
    }

    private static func checked(_ text: String, field: Field, prefix: String = "") -> String? {
        do {
            let url = try HTTPURL(prefix + text)
            guard url.userInformation == nil else {
                // The URL is the `instance` label of everything published about the target.
                field.report(
                    "credentials in a URL (not shown) would be published as its instance label "
                        + "(write them as a header of a module)")
                return nil
            }
            if let problem = HostForm(url.host).problem(with: url.host) {
                field.report("\(Quoted.value(text)) is not a URL that can be probed: \(problem)")
                return nil
            }
            return prefix + text
        } catch {
            if text.contains("@") {
                field.report("not a URL that can be probed (not shown: it may hold a password)")
            } else {
                field.report(
                    "\(Quoted.value(text)) is not a URL that can be probed: \(Quoted.oneLine(error.description))")
            }
            return nil
        }
    }
}
