import Foundation
import TestSupport

@testable import nines

/// The package jsonschema of PyPI, as an independent reader of schemas.
enum PythonValidator {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private struct Task: Encodable {
        let schema: JSON
        let instances: [JSON]
    }

    private static let script = """
        import json, sys
        from jsonschema import Draft202012Validator
        task = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(task["schema"])
        validator = Draft202012Validator(task["schema"])
        def answer(instance):
            for error in validator.iter_errors(instance):
                return error.json_path + ": " + error.message[:500]
        print(json.dumps([answer(instance) for instance in task["instances"]]))
        """

    /// For each instance what is wrong with it, or nil.
    ///
    /// - Throws: also when the schema is none.
    static func complaints(about instances: [JSON], under schema: JSON) throws -> [String?] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "nines-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (task, answer, errors) = (
            folder.appending(path: "task.json"), folder.appending(path: "answer"), folder.appending(path: "errors")
        )
        try JSONEncoder().encode(Task(schema: schema, instances: instances)).write(to: task)
        let python = try Program(
            ["python3", "-c", script, task.path()], output: answer.path(), errors: errors.path())
        let code = python.exitCode()
        guard code == 0 else {
            let complaint = try String(contentsOf: errors, encoding: .utf8)
            throw Failure(
                description: "python3 with the package jsonschema failed (\(code)): \(complaint)")
        }
        return try JSONDecoder().decode([String?].self, from: Data(contentsOf: answer))
    }
}
