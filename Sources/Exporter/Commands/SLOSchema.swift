import ArgumentParser

struct SLOSchema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of documents of SLOs, for editors.",
        discussion: "Of Nines' own documents; a configuration file has one of its own: nines config schema.")

    func run() async throws {
        print(try JSONText.text(JSONSchema.ofSLODocument))
    }
}
