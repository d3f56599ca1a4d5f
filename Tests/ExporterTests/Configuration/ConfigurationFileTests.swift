import Foundation
import Testing

@testable import nines

/// Configurations as files.
@Suite struct ConfigurationFileTests {
    @Test func `a missing file is named`() {
        #expect(message("/nowhere/nines.yml") == "/nowhere/nines.yml: cannot be read: No such file or directory")
    }

    @Test func `a directory is no configuration`() {
        #expect(message("/") == "/: cannot be read: Is a directory")
    }

    @Test func `an endless file is not read to its end`() {
        #expect(message("/dev/zero") == "/dev/zero: cannot be read: larger than 1048576 bytes")
    }

    @Test func `bytes that are no UTF-8 are found by their line`() throws {
        try withFile(Data("modules: {}\n# gr\u{fc}n\n".unicodeScalars.map { UInt8($0.value) })) { path in
            #expect(message(path) == "\(path):2: not UTF-8")
        }
    }

    @Test func `an unreadable file is named`() throws {
        try withFile(Data("modules: {}\n".utf8)) { path in
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
            // Root reads everything.
            let expected = geteuid() == 0 ? "accepted" : "\(path): cannot be read: Permission denied"
            #expect(message(path) == expected)
        }
    }

    @Test func `a certificate file is read when it is there`() throws {
        let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        try withFile(Data(pem.utf8)) { path in
            let text = Sample.module + "    http: {tls_config: {ca_file: \(path)}}\n"
            let configuration = try Configuration.parse(text, file: "nines.yml")
            #expect(configuration.modules["m"]?.http.tls.caFile == path)
        }
    }

    @Test func `a wrong file does not fill the screen`() throws {
        let text = (1...60).map { "key\($0): value\n" }.joined()
        let lines = outcome(of: text).split(separator: "\n")
        #expect(lines.count == 51)
        let known = RootKeys.keys.map(\.name).joined(separator: ", ")
        #expect(lines.first.map(String.init) == "nines.yml:1: key1: unknown key (known: \(known))")
        #expect(lines.last == "nines.yml: and 10 more problems")
    }

    @Test func `a file name with a line break stays on one line`() {
        let problem = ConfigurationProblem(file: "a\nb", line: 3, path: "web", message: "x")
        #expect(problem.description == "a\\nb:3: web: x")
    }

    private func message(_ path: String) -> String {
        do {
            _ = try Configuration.load(file: path)
            return "accepted"
        } catch {
            return error.description
        }
    }

    private func withFile(_ data: Data, _ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString).yml")
        try data.write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(url.path)
    }
}
