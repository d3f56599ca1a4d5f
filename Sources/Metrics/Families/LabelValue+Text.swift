extension LabelValue {
    /// The value's text, as a child's key has it. Allocates: for registering and collecting.
    var labelText: String {
        var capacity = 64
        while true {
            let text = withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer -> String? in
                var writer = LabelKeyWriter(buffer)
                write(to: &writer)
                guard writer.fits else {
                    capacity = max(writer.count, 2 * capacity)
                    return nil
                }
                return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<writer.count]), as: UTF8.self)
            }
            if let text { return text }
        }
    }
}
