import Foundation
import GRDB
import Logging
import NinesMetrics

/// What becomes of the file that is held, and of the lock.
extension Persistence {
    /// - Returns: also what stands in the way of writing, if anything.
    static func start(
        _ path: String, preparing: @escaping @Sendable (SQLConnection) throws -> Void
    ) throws(StateFileError) -> (Contents, StateFileError?) {
        var contents = Contents(holding: .missing, instance: Database.newInstance())
        do throws(StateFileError) {
            contents.lock = try StateLock(path: path)
            let database = try Database(path: path, instance: contents.instance, preparing: preparing)
            contents.instance = database.instance
            contents.holding = .open(database)
            return (contents, nil)
        } catch  where error.kind == .damaged {
            return (contents, error)
        } catch  where error.kind == .failing {
            guard OpenFile.size(of: path) > 0 else { return (contents, error) }
            // What it has must go on, and be no other exporter's.
            guard contents.lock != nil, let identity = FileIdentity(path: path) else { throw error }
            let database = try Database(readingAlone: path)
            defer { database.close() }
            contents.instance = database.instance
            contents.holding = .shut(identity)
            return (contents, error)
        }
    }

    /// Reads from whatever there is; not at all when there is nothing.
    func reading(_ contents: Contents, _ body: (SQLConnection) throws -> Void) throws(StateFileError) {
        switch contents.holding {
        case .open(let database): try database.read(body)
        case .shut:
            let database = try Database(readingAlone: path)
            defer { database.close() }
            try database.read(body)
        case .missing: break
        }
    }

    /// Makes sure that the file is this exporter's, and the one that is open.
    func inspect(_ contents: inout Contents) throws(StateFileError) {
        if contents.lock?.isInPlace != true {
            contents.lock = nil
            do throws(StateFileError) {
                contents.lock = try StateLock(path: path)
            } catch {
                // What the other writes is not what is here.
                if error.kind == .locked, !contents.isLost { lose(&contents, because: error.reason) }
                throw error
            }
        }
        let found = finding.withLock { finding in
            defer { finding = nil }
            return finding
        }
        guard case .open(let database) = contents.holding else { return }
        let damage = database.damage ?? found.flatMap { $0.file == contents.file ? $0.damage : nil }
        if let damage { lose(&contents, because: damage) }
    }

    /// Opens the file that is known to be whole, or finds that it is not there any more.
    func open(_ identity: FileIdentity, _ contents: inout Contents) throws(StateFileError) {
        guard FileIdentity(path: path) == identity else {
            return lose(&contents, because: "another file has taken its place")
        }
        do throws(StateFileError) {
            contents.holding = .open(try Database(path: path, instance: contents.instance, preparing: preparing))
        } catch  where error.kind == .damaged {
            lose(&contents, because: error.reason)
        }
    }

    /// Lets go of a file that is of no use any more.
    func lose(_ contents: inout Contents, because reason: String) {
        if case .open(let database) = contents.holding {
            let hasName = FileIdentity(path: path) == database.file?.identity
            if hasName { contents.discarded = database } else { database.close() }
        }
        contents.holding = .missing
        notice(reason)
    }

    func notice(_ reason: String) {
        metrics.recordDamagedFile()
        logger.error(
            "the state file cannot be used any more; a new one takes its place",
            metadata: ["path": "\(path)", "error": "\(reason)"])
    }

    func fail(_ error: StateFileError, _ contents: inout Contents) {
        metrics.recordFailure()
        guard !contents.isFailing else { return }
        contents.isFailing = true
        logger.error(
            "state cannot be written; counting goes on, and a restart would lose what is not written",
            metadata: ["path": "\(path)", "error": "\(error.reason)"])
    }
}
