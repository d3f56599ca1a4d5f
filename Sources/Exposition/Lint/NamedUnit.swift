/// Units in the names of metrics, and the base unit that Prometheus recommends for what each measures.
enum NamedUnit {
    /// Prometheus' best practices for naming, "Base units", with the other units that its own linter knows.
    private static let bases: [String: String] = [
        "amperes": "amperes", "bytes": "bytes", "celsius": "celsius", "grams": "grams", "joules": "joules",
        "kelvin": "kelvin", "meters": "meters", "metres": "metres", "seconds": "seconds", "volts": "volts",
        "minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds",
        "kelvins": "kelvin", "fahrenheit": "celsius", "rankine": "celsius",
        "inches": "meters", "yards": "meters", "miles": "meters",
        "bits": "bytes", "calories": "joules", "pounds": "grams", "ounces": "grams",
    ]

    private static let prefixes = [
        "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega", "mebi", "mibi",
        "giga", "gibi", "tera", "tebi", "peta", "pebi",
    ]

    static let abbreviations: Set<String> = [
        "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d",
    ]

    /// The base unit of `word`; nil when it is no unit. `thermometers` is none, `kilometers` is.
    static func base(of word: String) -> String? {
        if let base = bases[word] { return base }
        guard let prefix = prefixes.first(where: { word.hasPrefix($0) }) else { return nil }
        return bases[String(word.dropFirst(prefix.count))]
    }
}
