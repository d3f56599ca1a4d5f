import Logging

/// What runs by a configuration, and can go on by another.
protocol Reloadable: Sendable {
    /// The one that runs.
    var configuration: Configuration { get }

    /// Makes another one that which runs, at once or not at all.
    func apply(_ next: Configuration) async throws

    /// Told how the last reading of the configuration went.
    func recordReload(isSuccess: Bool)
}

/// Reads the configuration again when somebody asks for it: a signal, a request, a file that changed.
///
/// One reload runs at a time. Those that are asked for meanwhile become one that runs after it, so that whoever asks
/// learns what became of the file as it was when they asked. A file that cannot be used changes nothing.
actor Reloader {
    /// What asked for it.
    enum Trigger: String, Sendable { case signal, request, file }

    private let file: String
    /// Whether the command line says where to listen.
    private let listensElsewhere: Bool
    /// Blocks; called on a thread of its own.
    private let load: Load
    private let subject: any Reloadable
    private let logger: Logger
    private var running: Task<ReloadAnswer, Never>?
    private var next: Task<ReloadAnswer, Never>?
    /// As they were when they were last looked at.
    private var targetFiles: TargetFiles

    /// - Parameter known: what target files said before.
    typealias Load = @Sendable (_ file: String, _ known: TargetFiles) throws(ConfigurationError) -> Configuration

    init(
        file: String, listensElsewhere: Bool = false, of subject: any Reloadable, logger: Logger,
        load: @escaping Load = { file, known throws(ConfigurationError) in try .load(file: file, after: known) }
    ) {
        self.file = file
        self.listensElsewhere = listensElsewhere
        self.subject = subject
        self.logger = logger
        self.load = load
        targetFiles = subject.configuration.discovery.files
    }

    func reload(_ trigger: Trigger) async -> ReloadAnswer {
        if let next { return await next.value }
        if let current = running {
            let task = Task {
                _ = await current.value
                return await begin(trigger).value
            }
            next = task
            return await task.value
        }
        return await begin(trigger).value
    }

    /// Looks at the target files of what runs, and has their targets watched if one has changed. Where nothing has, it
    /// costs a `stat` for each. A reload that runs, or is about to, looks at them itself.
    func refresh() async {
        guard running == nil, next == nil, !subject.configuration.discovery.jobs.isEmpty else { return }
        let task = Task {
            let answer = await rediscover()
            running = nil
            return answer
        }
        running = task
        _ = await task.value
    }

    private func begin(_ trigger: Trigger) -> Task<ReloadAnswer, Never> {
        next = nil
        let task = Task {
            let answer = await run(trigger)
            running = nil
            return answer
        }
        running = task
        return task
    }

    private func run(_ trigger: Trigger) async -> ReloadAnswer {
        let new: Configuration
        switch await loaded() {
        case .success(let configuration): new = configuration
        case .failure(let error): return refuse(trigger, "\(error)")
        }
        let change = ConfigurationChange(
            from: subject.configuration, to: new, listensElsewhere: listensElsewhere)
        guard change.restartNeeded.isEmpty else {
            let keys = change.restartNeeded.joined(separator: ", ")
            return refuse(trigger, "\(file): \(keys) changed, which needs a restart; nothing was changed")
        }
        do {
            try await subject.apply(new)
        } catch {
            return refuse(trigger, "\(file): \(error)")
        }
        targetFiles = new.discovery.files
        subject.recordReload(isSuccess: true)
        for warning in new.warnings { logger.warning("configuration", metadata: ["warning": "\(warning)"]) }
        logger.notice(
            "configuration reloaded", metadata: ["trigger": "\(trigger.rawValue)", "change": "\(change.text)"])
        return ReloadAnswer(status: 200, text: "reloaded; \(change.text)")
    }

    private func rediscover() async -> ReloadAnswer {
        let (known, old) = (targetFiles, subject.configuration)
        let (new, hasNews) = await BlockingWork.run {
            var files = known
            var new = old
            let hasNews = files.look(at: old.discovery.jobs.flatMap(\.files))
            if hasNews { new.discover(as: files) } else { new.discovery.files = files }
            return (new, hasNews)
        }
        targetFiles = new.discovery.files
        guard hasNews else { return ReloadAnswer(status: 200, text: "nothing new") }
        do {
            try await subject.apply(new)
        } catch {
            return refuse(.file, "\(file): \(error)")
        }
        let change = ConfigurationChange(from: old, to: new)
        logger.notice("target files changed", metadata: ["change": "targets: \(change.targets.text)"])
        return ReloadAnswer(status: 200, text: "targets: \(change.targets.text)")
    }

    /// What ran before goes on.
    private func refuse(_ trigger: Trigger, _ reason: String) -> ReloadAnswer {
        subject.recordReload(isSuccess: false)
        logger.error(
            "configuration not reloaded; the one that ran goes on",
            metadata: ["trigger": "\(trigger.rawValue)", "error": "\(reason)"])
        return ReloadAnswer(status: 500, text: reason)
    }

    /// Files may be slow, and 5,000 targets take a second to check.
    private func loaded() async -> Result<Configuration, ConfigurationError> {
        let (load, file, known) = (load, file, targetFiles)
        return await BlockingWork.run { () -> Result<Configuration, ConfigurationError> in
            do throws(ConfigurationError) {
                return .success(try load(file, known))
            } catch {
                return .failure(error)
            }
        }
    }
}
