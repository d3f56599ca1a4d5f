/// The target files of some paths, and what each last said.
///
/// A file that cannot be used, such as one that is half written, keeps the targets that it had: losing them would end
/// their probes. A file that is gone has none.
struct TargetFiles: Sendable {
    typealias List = (TargetPath) throws(BoundedFile.Unreadable) -> TargetPath.Listing
    typealias Load = (String) throws(ConfigurationError) -> [DiscoveredTarget]

    let paths: [TargetPath]
    /// What each file last said, by its path.
    private var known: [String: [DiscoveredTarget]] = [:]

    init(_ paths: [TargetPath]) {
        self.paths = paths
    }

    /// What is known after a reading.
    struct Reading: Sendable, Equatable {
        /// In the order of the paths, of names and of lines. A file that several paths name is read once.
        var targets: [DiscoveredTarget] = []
        /// What is wrong now. It is the same at each reading until somebody mends it, so whoever logs it compares.
        var problems: [ConfigurationProblem] = []
    }

    /// Reads all files as they are now. Blocks on the file system, unless told to look elsewhere.
    mutating func read(
        list: List = { (path) throws(BoundedFile.Unreadable) in try path.listing() },
        load: Load = { (file) throws(ConfigurationError) in try TargetFile.load(file) }
    ) -> Reading {
        var reading = Reading()
        var current: [String: [DiscoveredTarget]] = [:]
        for path in paths {
            for file in files(of: path, list, problems: &reading.problems) where current[file] == nil {
                let targets = targets(of: file, load, problems: &reading.problems)
                current[file] = targets
                reading.targets += targets
            }
        }
        known = current
        return reading
    }

    private func files(of path: TargetPath, _ list: List, problems: inout [ConfigurationProblem]) -> [String] {
        do {
            let listing = try list(path)
            if let absence = listing.absence {
                problems.append(ConfigurationProblem(file: path.description, message: absence))
            }
            return listing.files
        } catch {
            let message = "the folder cannot be read: \(error.reason)"
            problems.append(ConfigurationProblem(file: path.description, message: message))
            return known.keys.filter(path.matches).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    private func targets(
        of file: String, _ load: Load, problems: inout [ConfigurationProblem]
    ) -> [DiscoveredTarget] {
        do {
            return try load(file)
        } catch {
            problems += error.problems
            guard let targets = known[file] else { return [] }
            problems.append(ConfigurationProblem(file: file, message: "its last \(targets.count) targets are kept"))
            return targets
        }
    }
}
