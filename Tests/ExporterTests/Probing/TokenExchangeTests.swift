import Foundation
import Testing

@testable import nines

/// The request for an access token and what answers mean.
struct TokenExchangeTests {
    private static func settings() throws -> OAuth2Settings {
        OAuth2Settings(
            clientID: "nines:1", clientSecret: Secret("s3cr&t"), tokenURL: try HTTPURL("https://login.example/token"))
    }

    @Test func `credentials stand in the header, encoded as in a form`() throws {
        let value = try #require(TokenExchange.authorization(Self.settings(), .header))
        let data = try #require(Data(base64Encoded: String(value.dropFirst("Basic ".count))))
        #expect(String(decoding: data, as: UTF8.self) == "nines%3A1:s3cr%26t")
        #expect(try TokenExchange.form(Self.settings(), .header) == "grant_type=client_credentials")
    }

    @Test func `credentials stand in the form where the server wants them there`() throws {
        var settings = try Self.settings()
        settings.scopes = ["read", "write all"]
        settings.parameters = [.init(name: "audience", value: Secret("shop/ü"))]
        #expect(TokenExchange.authorization(settings, .form) == nil)
        #expect(
            TokenExchange.form(settings, .form)
                == "audience=shop%2F%C3%BC&client_id=nines%3A1&client_secret=s3cr%26t&grant_type=client_credentials"
                + "&scope=read%20write%20all")
    }

    @Test func `another grant replaces the usual one`() throws {
        var settings = try Self.settings()
        settings.parameters = [.init(name: "grant_type", value: Secret("password"))]
        #expect(TokenExchange.form(settings, .header) == "grant_type=password")
    }

    @Test(arguments: [
        (#"{"access_token": "t", "token_type": "bearer", "expires_in": 3600}"#, Duration.seconds(3600)),
        (#"{"access_token": "t", "expires_in": "90"}"#, .seconds(90)),
        (#"{"access_token": "t", "token_type": "Bearer", "scope": "a"}"#, nil),
        (#"{"access_token": "t", "expires_in": -5}"#, .zero), (#"{"access_token": "t", "expires_in": null}"#, nil),
        (#"{"access_token": "t", "expires_in": 1e300}"#, .seconds(365 * 24 * 3600)),
        (#"{"access_token": "t", "expires_in": "soon"}"#, nil),
    ])
    func `a token lives as long as the server says`(_ body: String, lifetime: Duration?) throws {
        let token = try TokenExchange.token(status: 200, body: Array(body.utf8), for: Self.settings())
        #expect(token == AccessToken(value: Secret("t"), lifetime: lifetime))
    }

    @Test(arguments: [
        (200, "<html>", "its answer is no JSON object"), (200, "", "its answer is no JSON object"),
        (200, "[]", "its answer is no JSON object"), (200, "{}", "its answer has no access_token"),
        (200, #"{"access_token": 5}"#, "its answer has no access_token"),
        (200, #"{"access_token": "a\r\nX: y"}"#, "its access_token has characters that no header may have"),
        (200, #"{"access_token": "t", "token_type": "mac"}"#, "its token is of the type mac, not bearer"),
        (503, "busy", "it answers with status 503"), (302, "", "it answers with status 302"),
        (400, #"{"error": "invalid_client"}"#, "it answers with status 400: invalid_client"),
        (
            401, #"{"error": "invalid_client", "error_description": "s3cr&t or s3cr%26t is wrong"}"#,
            "it answers with status 401: invalid_client: <secret> or <secret> is wrong"
        ),
        (400, #"{"error": {"code": 5}}"#, "it answers with status 400"),
    ])
    func `other answers say why there is no token`(_ status: Int, _ body: String, message: String) throws {
        let settings = try Self.settings()
        #expect(throws: TokenFailure(message: message)) {
            try TokenExchange.token(status: status, body: Array(body.utf8), for: settings)
        }
    }

    @Test(arguments: [
        ("pw", [], "the password is pw!", "<secret>"), ("pw", [], "the secret is another", "the secret is another"),
        ("abcd", ["abcdef"], "neither abcd nor abcdef", "neither <secret> nor <secret>"),
        ("", [], "no password", "no password"), ("s3cr&t", [], "not bmluZXMlM0ExOnMzY3IlMjZ0", "not <secret>"),
    ])
    func `what the server says is told without the secrets`(
        _ secret: String, _ parameters: [String], said: String, told: String
    ) throws {
        var settings = try Self.settings()
        settings.clientSecret = Secret(secret)
        settings.parameters = parameters.map { OAuth2Settings.Parameter(name: "p", value: Secret($0)) }
        #expect(throws: TokenFailure(message: "it answers with status 400: \(told)")) {
            try TokenExchange.token(status: 400, body: Array(#"{"error": "\#(said)"}"#.utf8), for: settings)
        }
    }

    @Test func `a long description is cut`() throws {
        let settings = try Self.settings()
        let body = #"{"error": "\#(String(repeating: "x", count: 10_000))"}"#
        let failure = #expect(throws: TokenFailure.self) {
            try TokenExchange.token(status: 400, body: Array(body.utf8), for: settings)
        }
        #expect(failure.map { $0.message.count < 400 && $0.message.hasSuffix("xxx...") } == true)
    }
}
