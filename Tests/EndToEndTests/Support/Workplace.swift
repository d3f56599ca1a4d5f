import Foundation

/// A directory of a test's own, removed with it, and what tests need around it.
final class Workplace {
    let directory: URL
    private var kept: [AnyObject] = []

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "nines-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Keeps `object`, a running program for example, for as long as the workplace.
    func keep(_ object: AnyObject) { kept.append(object) }

    func path(_ name: String) -> URL { directory.appending(path: name) }

    /// Writes a file and returns its path.
    func write(_ name: String, _ text: String) throws -> String {
        try text.write(to: path(name), atomically: true, encoding: .utf8)
        return path(name).path()
    }

    /// The `nines` that was built with these tests.
    static let nines: String = {
        #if canImport(Darwin)
            let products = Bundle(for: Workplace.self).bundleURL.deletingLastPathComponent()
        #else
            let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        #endif
        return products.appending(path: "nines").path()
    }()

    /// A port of 127.0.0.1 that nobody listens on. Somebody may before its user does; then the user says so.
    static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Unexpected("socket: errno \(errno)") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 ? getsockname(descriptor, generic, &length) : -1
            }
        }
        guard code == 0 else { throw Unexpected("bind: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
