/// Target files as they were when they were last looked at, and what each last said.
///
/// A file that cannot be used, such as one that is half written, keeps the targets that it had: losing them would end
/// their probes. So does a file that was named, not matched by a pattern, and is gone, and what was in a folder that is
/// gone or cannot be read, as a volume that is not mounted. A file that a pattern no longer finds has none.
struct TargetFiles: Sendable {
    /// Together. What comes after is left out, which is told.
    static let limit = 10_000

    private var files: [String: File] = [:]
    /// By what was written.
    private var paths: [String: Path] = [:]

    private struct File: Sendable {
        /// Nil where it has to be read again.
        var stamp: FileStamp?
        /// Of its last contents that could be used; nil where there were none.
        var content: UInt64?
        /// What those said.
        var targets: [DiscoveredTarget] = []
        /// What is wrong with it now; empty for nothing.
        var problems: [ConfigurationProblem] = []
        /// Of the contents that are wrong.
        var wrongContent: UInt64?
    }

    private struct Path: Sendable, Equatable {
        /// Of the folder; nil where it has to be listed again.
        var stamp: FileStamp?
        var files: [String] = []
        var problem: ConfigurationProblem?
        /// Whether its files cannot be looked at, and are those of before.
        var isBlind = false

        /// What of it somebody sees.
        var seen: Self {
            var seen = self
            seen.stamp = nil
            return seen
        }
    }

    /// What is known of some paths.
    struct Reading: Sendable, Equatable {
        /// In the order of the paths, of names and of lines. A file that several paths name is there once.
        var targets: [DiscoveredTarget] = []
        /// What is wrong. It is the same at each look until somebody mends it, so whoever tells it compares.
        var problems: [ConfigurationProblem] = []
        /// Files and folders.
        var unusableFiles = 0
        /// Also of those that cannot be used.
        var files = 0
    }

    /// What the last look found. Pure.
    func reading(of wanted: [TargetPath]) -> Reading {
        var reading = Reading()
        var seen: Set<String> = []
        for path in wanted {
            guard let listed = paths[path.description] else { continue }
            if let problem = listed.problem {
                reading.problems.append(problem)
                reading.unusableFiles += 1
            }
            for name in listed.files where seen.insert(name).inserted {
                guard let file = files[name] else { continue }
                reading.files += 1
                reading.targets += file.targets
                reading.problems += file.problems
                if !file.problems.isEmpty { reading.unusableFiles += 1 }
            }
        }
        return reading
    }

    /// Looks at the files of some paths; others are forgotten. Reads those that have changed: where none has, that is a
    /// `stat` for each file and each folder. Blocks on the file system.
    ///
    /// - Returns: whether a file says something else than before, or has another problem.
    mutating func look(at wanted: [TargetPath], on disk: TargetDisk = TargetDisk()) -> Bool {
        var next: [String: Path] = [:]
        for path in wanted where next[path.description] == nil {
            next[path.description] = listed(path, disk)
        }
        var names: Set<String> = []
        for path in wanted {
            guard var listed = next[path.description] else { continue }
            for (index, name) in listed.files.enumerated() where names.insert(name).inserted && names.count > Self.limit
            {
                listed.files.removeSubrange(index...)
                listed.stamp = nil
                listed.problem = path.problem("more than \(Self.limit) target files; the rest is left out")
                next[path.description] = listed
                break
            }
        }
        let listed = Set(next.values.flatMap(\.files))
        let visible = Set(next.values.filter { !$0.isBlind }.flatMap(\.files))
        var hasNews = next.mapValues(\.seen) != paths.mapValues(\.seen)
        paths = next
        files = files.filter { listed.contains($0.key) }
        for name in visible where look(at: name, disk) { hasNews = true }
        return hasNews
    }

    private func listed(_ path: TargetPath, _ disk: TargetDisk) -> Path {
        let before = paths[path.description]
        guard path.isPattern else {
            // One that is gone says so where it is read.
            let isThere = disk.stamp(path.description) != nil || files[path.description]?.content != nil
            return isThere ? Path(files: [path.description]) : Path(problem: path.problem("no such file"))
        }
        let stamp = disk.stamp(path.folderPath)
        if let before, before.problem == nil, let stamp, stamp.isSurelyUnchanged(since: before.stamp) {
            return Path(stamp: stamp, files: before.files)
        }
        do throws(BoundedFile.Unreadable) {
            guard stamp != nil else { throw BoundedFile.Unreadable(reason: "no such folder") }
            return Path(stamp: stamp, files: try disk.list(path))
        } catch {
            let known = files.keys.filter(path.matches).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let reason = stamp == nil ? error.reason : "the folder cannot be read: \(error.reason)"
            return Path(files: known, problem: path.problem(reason + kept(known)), isBlind: true)
        }
    }

    private func kept(_ names: [String]) -> String {
        let count = names.reduce(0) { $0 + (files[$1]?.targets.count ?? 0) }
        return names.isEmpty ? "" : "; its last \(count) targets are kept"
    }

    private mutating func look(at name: String, _ disk: TargetDisk) -> Bool {
        var file = files[name] ?? File()
        defer { files[name] = file }
        let stamp = disk.stamp(name)
        if let stamp, stamp.isSurelyUnchanged(since: file.stamp) { return false }
        file.stamp = stamp
        let before = file.problems
        var content: UInt64?
        do throws(ConfigurationError) {
            let bytes = try disk.bytes(of: name)
            content = Configuration.Source.hash(bytes)
            if let wrong = file.wrongContent, wrong == content { return false }
            let isKnown = content == file.content
            if !isKnown { file.targets = try TargetFile.parse(ConfigurationText.text(bytes, file: name), file: name) }
            (file.content, file.wrongContent, file.problems) = (content, nil, [])
            return !isKnown || !before.isEmpty
        } catch {
            file.wrongContent = content
            file.problems = Array(error.problems.prefix(ConfigurationError.shownProblems))
            if file.content != nil {
                file.problems.append(
                    ConfigurationProblem(file: name, message: "its last \(file.targets.count) targets are kept"))
            }
            return file.problems != before
        }
    }
}

extension TargetPath {
    fileprivate func problem(_ message: String) -> ConfigurationProblem {
        ConfigurationProblem(file: description, message: message)
    }
}

/// The file system as target files need it. Blocks.
struct TargetDisk: Sendable {
    /// Of a file or a folder; nil where there is none.
    var stamp: @Sendable (String) -> FileStamp? = { FileStamp($0) }
    /// The files of a pattern, in the order of their names.
    var list: @Sendable (TargetPath) throws(BoundedFile.Unreadable) -> [String] = {
        path throws(BoundedFile.Unreadable) in try path.listing()
    }
    var read: @Sendable (String) throws(BoundedFile.Unreadable) -> [UInt8] = {
        file throws(BoundedFile.Unreadable) in try BoundedFile.read(file, limit: TargetFile.sizeLimit)
    }

    fileprivate func bytes(of file: String) throws(ConfigurationError) -> [UInt8] {
        do {
            return try read(file)
        } catch {
            throw ConfigurationError(
                problems: [ConfigurationProblem(file: file, message: "cannot be read: \(error.reason)")])
        }
    }
}
