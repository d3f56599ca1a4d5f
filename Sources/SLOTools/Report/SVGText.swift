/// Pieces of hand-written SVG.
enum SVGText {
    /// A coordinate: to a tenth of a pixel.
    static func number(_ value: Double) -> String { FigureText.rounded(value, decimals: 1) }

    /// Text and attribute values as XML has them; characters that XML has none for are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    static func text(_ text: String, x: Double, y: Double, anchor: String = "start", classes: String = "") -> String {
        let style = classes.isEmpty ? "" : " class=\"\(classes)\""
        let end = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
        return "<text x=\"\(number(x))\" y=\"\(number(y))\"\(end)\(style)>\(escaped(text))</text>"
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, classes: String) -> String {
        "<path d=\"M\(number(x1)) \(number(y1))L\(number(x2)) \(number(y2))\" class=\"\(classes)\"/>"
    }

    /// Lines through points, one for each part. Points between two of the same height are left out.
    static func path(_ parts: [[(x: Double, y: Double)]], classes: String) -> String? {
        let data = parts.filter { !$0.isEmpty }.map { points in
            var kept = ""
            for (index, point) in points.enumerated() {
                let isInner = index > 0 && index + 1 < points.count
                if isInner, number(points[index - 1].y) == number(point.y),
                    number(points[index + 1].y) == number(point.y)
                {
                    continue
                }
                kept += "\(index == 0 ? "M" : "L")\(number(point.x)) \(number(point.y))"
            }
            return kept
        }.joined()
        return data.isEmpty ? nil : "<path d=\"\(data)\" class=\"\(classes)\"/>"
    }
}
