import Foundation
import Testing

@testable import nines

@Suite struct SecretTests {
    private let secret = Secret("s3cret")

    @Test func `no way of printing shows it`() throws {
        var dumped = ""
        dump(["key": secret], to: &dumped)
        let texts = [
            "\(secret)", secret.description, String(describing: secret), String(reflecting: secret),
            "\([secret])", "\(Optional(secret) as Any)", dumped, String(reflecting: Mirror(reflecting: secret)),
            try JSONText.text(["a": secret]), "\(HTTPModule.Header(name: "Authorization", value: "s3cret"))",
            "\(HTTPModule(headers: [HTTPModule.Header(name: "X-Api-Key", value: "s3cret")]))",
        ]
        for text in texts { #expect(!text.contains("s3cret"), "\(text)") }
        #expect("\(secret)" == "<secret>")
        #expect(secret.reveal() == "s3cret")
    }

    @Test func `it can be compared`() {
        #expect(secret == Secret("s3cret") && secret != Secret("other"))
    }

    @Test func `headers without secrets are shown`() {
        #expect("\(HTTPModule.Header(name: "Accept", value: "text/html"))" == "Accept: text/html")
    }
}
