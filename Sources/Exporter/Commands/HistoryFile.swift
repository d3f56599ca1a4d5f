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
}
