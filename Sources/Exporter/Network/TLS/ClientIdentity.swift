import NIOSSL

/// What this side shows of itself where a server asks for a certificate.
struct ClientIdentity: Sendable {
    let certificates: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Blocks on the file system. That the key is the certificate's own is for `check` to see.
    ///
    /// - Throws: a failure of the kind `tls` that names the file.
    init(_ files: TLSOptions.Identity) throws(DialFailure) {
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(files.certificateFile)
        } catch {
            throw DialFailure(.tls, "no client certificate: \(files.certificateFile) is not a readable PEM file")
        }
        guard !certificates.isEmpty else {
            throw DialFailure(.tls, "no client certificate: \(files.certificateFile) holds none")
        }
        do {
            key = try NIOSSLPrivateKey(file: files.keyFile, format: .pem)
        } catch {
            throw DialFailure(
                .tls, "no client certificate: \(files.keyFile) is not a readable PEM file with a key (without password)"
            )
        }
    }

    /// Adds it to what connections are made of.
    func add(to configuration: inout TLSConfiguration) {
        configuration.certificateChain = certificates.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
    }

    /// Why no connection can be made with what is in the files; nil when one can. Blocks on the file system.
    static func problem(with files: TLSOptions.Identity) -> String? {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates([])
            try ClientIdentity(files).add(to: &configuration)
            _ = try NIOSSLContext(configuration: configuration)
            return nil
        } catch let failure as DialFailure {
            return failure.message
        } catch {
            return "\(files.keyFile) is not the key of the first certificate in \(files.certificateFile)"
        }
    }
}
