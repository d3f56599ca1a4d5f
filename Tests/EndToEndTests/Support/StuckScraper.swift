import TestSupport

/// A client that asks for a page, reads the first bytes of the answer, and then nothing, with the connection open.
final class StuckScraper {
    private let client: RawClient

    /// - Throws: ``Unexpected`` when nobody listens on the loopback port, or no answer begins.
    init(asking path: String, port: Int) throws {
        // As little as the system allows, so that the page does not fit between the two.
        guard let client = try? RawClient(port: port, receiveBuffer: 2_048) else {
            throw Unexpected("nobody listens on port \(port)")
        }
        self.client = client
        try client.send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        let head = client.receive(15)
        guard head == "HTTP/1.1 200 OK" else { throw Unexpected("no answer: \(head)") }
    }
}
