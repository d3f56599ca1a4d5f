import CNinesZlib

/// The chunks of a page as one gzip stream (RFC 1952), compressed as they are asked for.
///
/// Costs the memory of a chunk, what zlib makes of one, and 300 KB for zlib itself, however long the page is.
struct GzipChunks<Chunks: Sequence<[UInt8]>>: Sequence {
    private let chunks: Chunks

    init(_ chunks: Chunks) {
        self.chunks = chunks
    }

    /// Begins the stream anew; an iterator cannot be copied and gone on with twice.
    func makeIterator() -> Iterator { Iterator(chunks.makeIterator()) }

    struct Iterator: IteratorProtocol {
        private var chunks: Chunks.Iterator
        private var stream: GzipStream?

        fileprivate init(_ chunks: Chunks.Iterator) {
            self.chunks = chunks
            stream = GzipStream()
        }

        /// The next 64 KiB of the stream, or what is left of it; nil after its end. Nil at once when there is no memory
        /// for zlib, so that the answer has no gzip header and its client an error.
        mutating func next() -> [UInt8]? {
            guard let stream else { return nil }
            var output: [UInt8] = []
            repeat {
                let chunk = chunks.next()
                stream.write(chunk ?? [], isLast: chunk == nil, to: &output)
                if chunk == nil {
                    self.stream = nil
                    return output
                }
            } while output.count < GzipStream.pieceSize
            return output
        }
    }
}

extension GzipChunks: Sendable where Chunks: Sendable {}

/// A gzip stream of zlib.
private final class GzipStream {
    static let pieceSize = 65_536

    /// Used by this instance alone and freed with it.
    private let gzip: OpaquePointer

    /// Nil when memory is out.
    init?() {
        guard let gzip = nines_gzip_create() else { return nil }
        self.gzip = gzip
    }

    deinit { nines_gzip_free(gzip) }

    /// Appends what becomes of `input`, as far as zlib does not keep it back to compress it with what follows.
    func write(_ input: [UInt8], isLast: Bool, to output: inout [UInt8]) {
        var taken = 0
        var wasFull = true
        while wasFull {
            let piece = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
                // Both pointers are used during the call only. `consumed` is at most the length that is given, so
                // `taken` stays within the input.
                input.withUnsafeBufferPointer { bytes in
                    let rest = UnsafeBufferPointer(rebasing: bytes[taken...])
                    var consumed = 0
                    count = nines_gzip_write(
                        gzip, rest.baseAddress, rest.count, isLast, buffer.baseAddress, buffer.count, &consumed)
                    taken += consumed
                }
            }
            output += piece
            wasFull = piece.count == Self.pieceSize
        }
    }
}
