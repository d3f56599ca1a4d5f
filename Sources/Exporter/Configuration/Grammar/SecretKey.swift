/// A key whose value is never shown, with its twin that names a file to read it from: `password` and `password_file`.
///
/// A section lists both by ``keys`` and has ``condition`` among its conditions; `section[key]` is the secret of either.
struct SecretKey: Sendable {
    let inline: Key<Secret>
    let file: Key<Secret>
    private let isRequired: Bool

    init(_ name: String, _ help: String, required isRequired: Bool = false) {
        inline = Key(name, .secret, help, absent: isRequired ? "this or `\(name)_file`" : nil)
        file = Key(
            name + "_file", .secretFile,
            "Path of a file with \(name): at most 64 KiB, of which a line break at the end is dropped.",
            absent: isRequired ? "this or `\(name)`" : nil)
        self.isRequired = isRequired
    }

    var keys: [any AnyKey] { [inline, file] }

    var condition: KeyCondition { isRequired ? .exactly(1, of: keys) : .atMostOne(of: keys) }
}

extension Section {
    subscript(key: SecretKey) -> Secret? { self[key.inline] ?? self[key.file] }
}

extension ValueGrammar where Value == Secret {
    static var secret: Self {
        Self(.text(), write: { _ in .text(Secret.shown) }) { $0.text().map(Secret.init) }
    }

    static var secretFile: Self { Self(.text(), write: { _ in .text(Secret.shown) }) { $0.secretFile() } }
}

extension Field {
    /// Enough for keys and tokens, too little to fill a header by mistake with another file.
    private static let secretLimit = 64 << 10

    /// Read when the configuration is, so that a wrong path stops the start.
    fileprivate func secretFile() -> Secret? {
        guard let path = filePath() else { return nil }
        do {
            let bytes = try BoundedFile.read(path, limit: Self.secretLimit)
            log.note(path, bytes)
            guard var text = String(validating: bytes, as: UTF8.self) else {
                report("\(Quoted.value(path)) is not UTF-8")
                return nil
            }
            // One character, even where it is "\r\n".
            if text.last?.isNewline == true { text.removeLast() }
            guard !text.isEmpty else {
                report("\(Quoted.value(path)) is empty")
                return nil
            }
            return Secret(text)
        } catch {
            report("\(Quoted.value(path)) cannot be read: \(error.reason)")
            return nil
        }
    }

    /// The path of a file: relative to the folder of the file that names it.
    func filePath() -> String? {
        text().map { $0.hasPrefix("/") || log.folder.isEmpty ? $0 : "\(log.folder)/\($0)" }
    }
}
