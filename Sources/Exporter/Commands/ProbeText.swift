import Foundation

/// All that one probe saw, for people: the steps with their times, the phases, TLS, and the verdict.
enum ProbeText {
    static func text(_ target: Target, _ result: ProbeReport) -> String {
        // A URL's password stays hidden.
        let url = (try? HTTPURL(target.url))?.description ?? target.name
        var lines = ["\(url) with module \(target.module.name), timeout \(target.timeout.rounded)"]
        // The last line is the verdict, which stands at the end.
        lines += result.trace.dropLast().map { "  \(padded($0.at.rounded, 10))  \($0.text)" }
        lines.append("phases")
        lines += (result.http?.phases.byName ?? []).map { "  \(padded($0.value.rounded, 10))  \($0.name)" }
        if let tls = result.connection.tls { lines += ["tls"] + facts(tls).map { "  \($0)" } }
        lines.append(verdict(result))
        return lines.joined(separator: "\n")
    }

    private static func facts(_ tls: TLSObservation) -> [String] {
        var facts = ["version \(tls.version ?? "unknown")"]
        facts.append("expires \(date(tls.earliestExpiry))")
        if let leaf = tls.leaf {
            facts.append("subject \(leaf.subject)")
            facts.append("issuer \(leaf.issuer)")
            facts.append("names \(leaf.subjectAlternativeNames)")
        }
        return facts
    }

    private static func verdict(_ result: ProbeReport) -> String {
        guard let (reason, message) = result.verdict.explanation else {
            return "success in \(result.duration.rounded)"
        }
        return "\(result.hasVerdict ? "failure" : "no verdict") (\(reason)): \(message)"
    }

    private static func date(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
