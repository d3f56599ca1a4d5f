import Foundation
import Testing

@testable import nines

/// Keys whose values are secrets, in a mapping that only this test has.
@Suite struct SecretKeyTests {
    private enum AccountKeys: SectionKeys {
        static let username = Key("username", .text, "Who.")
        static let password = SecretKey("password", "The password.")
        static let token = SecretKey("token", "The token.", required: true)

        static let keys: [any AnyKey] = [username] + password.keys + token.keys
        static let conditions = [password.condition, token.condition]
    }

    private static func read(_ text: String, folder: String = "") throws -> (Section<AccountKeys>?, [String]) {
        let log = ProblemLog(file: "nines.yml")
        log.folder = folder
        let section = Section<AccountKeys>(
            Field(node: try YAMLDocument.parse(text, file: "nines.yml"), path: "", log: log))
        return (section, log.problems.map(\.description))
    }

    @Test func `a secret stands in the file or in one beside it`() throws {
        try withFolder { folder in
            try "s3cret\r\n".write(toFile: "\(folder)/token", atomically: true, encoding: .utf8)
            let (section, problems) = try Self.read("{username: me, password: pass, token_file: token}", folder: folder)
            #expect(problems == [])
            #expect(section?[AccountKeys.password]?.reveal() == "pass")
            #expect(section?[AccountKeys.token]?.reveal() == "s3cret")
            let written = try YAMLOutput.text(#require(section).written)
            #expect(written == "username: me\npassword: \"<secret>\"\ntoken_file: \"<secret>\"\n")
        }
    }

    @Test func `only one line break is dropped`() throws {
        try withFolder { folder in
            try "s3cret\n\n".write(toFile: "\(folder)/token", atomically: true, encoding: .utf8)
            let (section, _) = try Self.read("{token_file: \(folder)/token}")
            #expect(section?[AccountKeys.token]?.reveal() == "s3cret\n")
        }
    }

    @Test func `mistakes are said without the secret`() throws {
        try withFolder { folder in
            try "".write(toFile: "\(folder)/empty", atomically: true, encoding: .utf8)
            try String(repeating: "x", count: 65_537).write(
                toFile: "\(folder)/large", atomically: true, encoding: .utf8)
            let cases = [
                ("{username: me}", "nines.yml:1: token or token_file is missing"),
                (
                    "{password: pass, token: s3cret,\n password_file: empty, token_file: none}",
                    """
                    nines.yml:2: password_file: "\(folder)/empty" is empty
                    nines.yml:2: token_file: "\(folder)/none" cannot be read: No such file or directory
                    nines.yml:2: password_file: password and password_file exclude each other (the other is on line 1)
                    nines.yml:2: token_file: token and token_file exclude each other (the other is on line 1)
                    """
                ),
                ("{token: [s3cret]}", "nines.yml:1: token: must be text, not a list"),
                ("{token: ''}", "nines.yml:1: token: must not be empty"),
                (
                    "{token_file: large}",
                    "nines.yml:1: token_file: \"\(folder)/large\" cannot be read: larger than 65536 bytes"
                ),
            ]
            for (text, message) in cases {
                #expect(try Self.read(text, folder: folder).1.joined(separator: "\n") == message)
            }
        }
    }
}

/// A folder that is gone afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "nines-folder-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
}
