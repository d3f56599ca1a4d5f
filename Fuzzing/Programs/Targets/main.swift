import FuzzLoop

@testable import FuzzedTargets

/// A target file in JSON.
fuzz { input in
    guard let root = try? JSONDocument.parse(String(decoding: input, as: UTF8.self), file: "targets.json") else {
        return
    }
    let lines = 1 + input.count { $0 == UInt8(ascii: "\n") }
    do throws(ConfigurationError) {
        for target in try DiscoveredTarget.all(in: root, file: "targets.json") {
            if !(1...lines).contains(target.place.line) { finding("a target on a line that is not there") }
            if target.labels.contains(where: { !LabelNames.isName($0.key) || $0.value.isEmpty }) { finding("no label") }
            if target.labels[LabelNames.address] == nil { finding("no address") }
        }
    } catch {
        if error.problems.isEmpty || error.description.contains("\n\n") { finding("no sentence") }
    }
}
