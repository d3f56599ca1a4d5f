import NinesMetrics

/// The strings of the sample before: most lines repeat a name, the names of labels and some of their values, which then
/// need no string of their own.
struct RepeatedText {
    private var name = Text()
    private var labels: [(name: Text, value: Text)] = []

    private struct Text {
        var place = PageText(0, 0)
        var string = ""

        mutating func string(_ text: PageText, of reader: borrowing PageReader) -> String {
            if reader.isEqual(text, place) { return string }
            (place, string) = (text, reader.string(text))
            return string
        }
    }

    mutating func name(_ text: PageText, of reader: borrowing PageReader) -> String { name.string(text, of: reader) }

    /// The labels of the sample that was read last.
    mutating func labels(of reader: borrowing PageReader) -> [Label] {
        while labels.count < reader.labels.count { labels.append((Text(), Text())) }
        var strings: [Label] = []
        strings.reserveCapacity(reader.labels.count)
        for (index, label) in reader.labels.enumerated() {
            strings.append(
                Label(
                    labels[index].name.string(label.name, of: reader),
                    labels[index].value.string(label.value, of: reader)))
        }
        return strings
    }
}
