import Mustache

/// The page at `/`: the state of everything for people, readable without scripts.
enum OverviewPage {
    /// The whole HTML document. Empty when a template does not parse, which a test rules out.
    static func render(_ model: OverviewModel) -> String {
        library?.render(OverviewText(model), withTemplate: "overview") ?? ""
    }

    /// Part of the binary, and parsed once.
    private static let library: MustacheLibrary? = {
        // The templates name it, so it has to be known before.
        MustacheContentTypes.register(EscapedHTML(), named: "ESCAPED_HTML")
        let files = ["overview": PackageResources.overview_mustache, "mark": PackageResources.mark_mustache]
        let templates = try? files.mapValues { try MustacheTemplate(string: String(decoding: $0, as: UTF8.self)) }
        return templates.map { MustacheLibrary(templates: $0) }
    }()
}

/// Escapes scalar by scalar. Mustache's own escaping compares characters, and a quote with a combining mark after it
/// is another character than a quote to Swift, and the end of an attribute to a browser.
private struct EscapedHTML: MustacheContentType {
    func escapeText(_ text: String) -> String {
        // Most texts have none of them. As bytes: none is a part of another scalar.
        guard text.utf8.contains(where: Self.isSpecial) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
