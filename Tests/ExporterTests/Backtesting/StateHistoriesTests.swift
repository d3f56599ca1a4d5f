import Foundation
import GRDB
import NinesSLO
import NinesSLOTools
import Testing

@testable import nines

/// What commands make of a state file: they read it, and neither make, migrate nor write one.
@Suite struct StateHistoriesTests {
    private let folder: StateFolder
    private let definition: SLODefinition

    init() throws {
        folder = try StateFolder()
        definition = try SLODefinition(
            name: "a", service: "shop", objective: Objective(ratio: 0.99), window: .rolling(.seconds(86_400)))
    }

    private func histories() throws -> StateHistories {
        try StateHistories(
            of: nines.Configuration(
                modules: [:], targets: [], slos: [],
                state: .init(path: folder.path, setting: "nines.yml:4: state.path")),
            warn: { _ in })
    }

    @Test func `a file that is not there is no past without events but an error`() throws {
        let failure = #expect(throws: Unusable.self) { try histories() }
        #expect(
            failure?.message
                == "nines.yml:4: state.path: \(folder.path): there is no such file yet; nines serve makes it")
        #expect(try folder.names == [])
    }

    @Test func `an empty file is told from one without events, and stays empty`() throws {
        try Data().write(to: URL(filePath: folder.path))
        let failure = #expect(throws: Unusable.self) { try histories() }
        #expect(
            failure?.message
                == "nines.yml:4: state.path: \(folder.path): the file is empty: nines serve has written nothing to it")
        #expect(try Data(contentsOf: URL(filePath: folder.path)).isEmpty)
    }

    @Test func `what is no state is refused and left as it is`() throws {
        try Data("what is this".utf8).write(to: URL(filePath: folder.path))
        let failure = #expect(throws: Unusable.self) { try histories() }
        #expect(
            failure?.message
                == "nines.yml:4: state.path: \(folder.path): the file is damaged: file is not a database")
        #expect(try Data(contentsOf: URL(filePath: folder.path)) == Data("what is this".utf8))
    }

    @Test func `the past is read beside an exporter that goes on writing`() throws {
        var process = try CountingProcess(folder, slos: ["a"])
        for step in 1...3 {
            process.step(good: 9, bad: 1)
            process.persist()
            #expect(
                try histories()[definition]?.counts == EventCounts(good: 9 * UInt64(step), bad: UInt64(step)))
        }
        #expect(folder.log.all == [])
    }
}
