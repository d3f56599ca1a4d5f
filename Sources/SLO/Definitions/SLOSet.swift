/// The SLOs of a service, or of several, as one value: to be read from a file, and given to an engine.
///
/// ```swift
/// let slos = try JSONDecoder().decode(SLOSet.self, from: Data(contentsOf: url))
/// try engine.add(contentsOf: slos)
/// ```
///
/// Decodes a list of definitions. One that is made of others has their names in `composite`:
///
/// ```json
/// [
///   {"name": "cart", "service": "shop", "objective": 0.999, "window": "30d"},
///   {"name": "payment", "service": "shop", "objective": 0.999, "window": "30d"},
///   {"name": "purchase", "service": "shop", "objective": 0.995, "window": "30d",
///    "composite": {
///      "rule": "serial", "of": [{"service": "shop", "slo": "cart"}, {"service": "shop", "slo": "payment"}]}}
/// ]
/// ```
public struct SLOSet: Sendable, Hashable {
    /// SLOs that count events, in the order in which they are added.
    public var slos: [SLODefinition]
    /// SLOs that are made of them.
    public var composites: [Composite]

    /// An SLO that is made of others.
    public struct Composite: Sendable, Hashable {
        /// The name, objective, window and alerts of the whole.
        public var definition: SLODefinition
        /// What it is made of, and how.
        public var indicator: CompositeIndicator

        /// An SLO whose ratio comes from those of others.
        public init(_ definition: SLODefinition, of indicator: CompositeIndicator) {
            self.definition = definition
            self.indicator = indicator
        }
    }

    /// Definitions, and SLOs that are made of them.
    public init(_ slos: [SLODefinition], composites: [Composite] = []) {
        self.slos = slos
        self.composites = composites
    }
}

extension SLOSet: Codable {
    private enum CompositeKey: String, CodingKey { case composite }

    /// Decodes the list; unknown keys are refused, wherever they stand.
    public init(from decoder: any Decoder) throws {
        self.init([])
        var list = try decoder.unkeyedContainer()
        while !list.isAtEnd {
            let entry = try list.superDecoder()
            let container = try entry.container(keyedBy: CompositeKey.self)
            let definition = try SLODefinition(from: entry, besides: [CompositeKey.composite.stringValue])
            if let indicator = try container.decodeIfPresent(CompositeIndicator.self, forKey: .composite) {
                composites.append(Composite(definition, of: indicator))
            } else {
                slos.append(definition)
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for slo in slos { try list.encode(slo) }
        for composite in composites {
            let entry = list.superEncoder()
            try composite.definition.encode(to: entry)
            var container = entry.container(keyedBy: CompositeKey.self)
            try container.encode(composite.indicator, forKey: .composite)
        }
    }
}
