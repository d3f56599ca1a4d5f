import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// An answer over HTTP.
struct WebPage {
    let status: Int
    let contentType: String
    let text: String

    /// The answer to a GET; nil when nobody answers, within a minute: every caller that needs an answer asks again or
    /// fails.
    static func get(_ url: String, accept: String? = nil) async -> WebPage? {
        guard let url = URL(string: url) else { return nil }
        var request = URLRequest(url: url, timeoutInterval: 60)
        if let accept { request.setValue(accept, forHTTPHeaderField: "Accept") }
        return await answer(to: request)
    }

    /// The answer to a POST without a body; nil when nobody answers.
    static func post(_ url: String) async -> WebPage? {
        guard let url = URL(string: url) else { return nil }
        var request = URLRequest(url: url, timeoutInterval: 60)
        request.httpMethod = "POST"
        return await answer(to: request)
    }

    private static func answer(to request: URLRequest) async -> WebPage? {
        guard let (data, response) = try? await URLSession.shared.data(for: request),
            let response = response as? HTTPURLResponse
        else { return nil }
        return WebPage(
            status: response.statusCode, contentType: response.value(forHTTPHeaderField: "Content-Type") ?? "",
            text: String(decoding: data, as: UTF8.self))
    }

    /// The value of the sample that starts with `sample`, a name with its labels as on the page.
    func value(_ sample: String) throws -> Double {
        let lines = text.split(separator: "\n").filter { $0.hasPrefix(sample + " ") }
        guard lines.count == 1, let value = Double(lines[0].dropFirst(sample.count + 1)) else {
            throw Unexpected("\(lines.count) samples \(sample) on the page:\n\(text)")
        }
        return value
    }
}
