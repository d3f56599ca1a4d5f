import Foundation
import NinesSLO

/// What a Prometheus answers to a range query: series of numbers at steps of time.
struct PrometheusMatrix: Equatable {
    struct Series: Equatable {
        /// By name; tells the series of several answers apart.
        var labels: [String: String]
        var points: [Point]
    }

    struct Point: Equatable {
        var instant: Timestamp
        var value: Double
    }

    var series: [Series]

    /// Why an answer is none.
    struct Invalid: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameter json: the body of `/api/v1/query_range`, of Prometheus and of what answers like it.
    /// - Throws: with the server's own message where it has one.
    init(json: Data) throws(Invalid) {
        let answer: Answer
        do {
            answer = try JSONDecoder().decode(Answer.self, from: json)
        } catch {
            throw Invalid(description: "the answer is not what query_range gives: it begins \(Self.beginning(json))")
        }
        guard answer.status == "success", let data = answer.data else {
            let message = [answer.errorType, answer.error].compactMap { $0 }.joined(separator: ": ")
            throw Invalid(description: Quoted.value(message.isEmpty ? "status \(answer.status)" : message))
        }
        series = data.result.map { result in
            Series(labels: result.metric, points: result.values.map(\.point))
        }
    }

    init(_ series: [Series]) {
        self.series = series
    }

    /// Adds what a later part of the same range query gave.
    mutating func append(_ later: PrometheusMatrix) {
        for new in later.series {
            if let index = series.firstIndex(where: { $0.labels == new.labels }) {
                series[index].points += new.points
            } else {
                series.append(new)
            }
        }
    }

    private static func beginning(_ json: Data) -> String {
        Quoted.value(String(decoding: json.prefix(60), as: UTF8.self))
    }
}

private struct Answer: Decodable {
    var status: String
    var errorType: String?
    var error: String?
    var data: Matrix?

    struct Matrix: Decodable {
        var result: [Result]
    }

    struct Result: Decodable {
        var metric: [String: String]
        var values: [Value]
    }

    /// `[1800000000.5, "12"]`.
    struct Value: Decodable {
        var point: PrometheusMatrix.Point

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let seconds = try container.decode(Double.self)
            let text = try container.decode(String.self)
            guard let value = Double(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no number")
            }
            point = PrometheusMatrix.Point(instant: Timestamp(secondsSinceEpoch: seconds), value: value)
        }
    }
}
