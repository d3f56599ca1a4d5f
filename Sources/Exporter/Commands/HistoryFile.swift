import NinesSLO
import NinesSLOTools

/// Reads histories from files.
enum HistoryFile {
    /// A year in slices of 10 s is about 100 MB.
    private static let sizeLimit = 512 << 20

    /// - Parameter file: `-` for standard input.
    static func csv(_ file: String) throws(CommandFailure) -> History {
        let bytes: [UInt8]
        do throws(BoundedFile.Unreadable) {
            bytes = try BoundedFile.read(file == "-" ? "/dev/stdin" : file, limit: sizeLimit)
        } catch {
            throw .unusable("\(file): cannot be read: \(error.reason)")
        }
        do throws(HistoryCSV.Failure) {
            return try HistoryCSV.history(bytes)
        } catch {
            throw .unusable("\(file):\(error)")
        }
    }

    /// - Parameters:
    ///   - arguments: of `--csv`: `NAME=FILE`, or `FILE` where there is one SLO.
    ///   - definitions: that count events themselves.
    /// - Returns: for each of the definitions what its file says; nil without one.
    static func named(
        _ arguments: [String], for definitions: [SLODefinition]
    ) throws(CommandFailure) -> [History?] {
        var histories = [History?](repeating: nil, count: definitions.count)
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1)
            let index: Int?
            let file: String
            if parts.count == 2, let place = definitions.firstIndex(where: { $0.isCalled(String(parts[0])) }) {
                (index, file) = (place, String(parts[1]))
            } else {
                // A path may have an equals sign in it.
                (index, file) = (definitions.count == 1 ? 0 : nil, argument)
            }
            guard let index else {
                let known = definitions.map(\.title).joined(separator: ", ")
                throw .unusable(
                    "--csv: \(Quoted.value(argument)): write NAME=FILE with one of the SLOs that count events: \(known)"
                )
            }
            guard histories[index] == nil else {
                throw .unusable("--csv: \(definitions[index].title) has two files")
            }
            histories[index] = try csv(file)
        }
        return histories
    }
}
