import CZlib

/// Compresses a body chunk by chunk: what Nines leaves to its users, so that they need no zlib.
final class GzipStream {
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 65_536)

    /// Nil when memory is out.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Level 3 takes half of the default's time; 15 + 16 is the largest window, with gzip's header and checksum.
        let code = deflateInit2_(
            stream, 3, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if code != Z_OK { return nil }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// What there is to send after `chunk`; an empty array when nothing has come together yet.
    func compress(_ chunk: [UInt8]) -> [UInt8] { run(chunk, Z_NO_FLUSH) }

    /// The rest, after the last chunk.
    func finish() -> [UInt8] { run([], Z_FINISH) }

    private func run(_ chunk: [UInt8], _ flush: Int32) -> [UInt8] {
        var chunk = chunk
        var compressed: [UInt8] = []
        chunk.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                output.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    deflate(stream, flush)
                    compressed += output.prefix(output.count - Int(stream.pointee.avail_out))
                }
            } while stream.pointee.avail_out == 0
        }
        return compressed
    }
}
