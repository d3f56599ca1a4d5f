internal import NinesSLO

extension BacktestReport {
    /// Burn rates, budget and alerts over time, a part for each policy that has a timeline; nil when none has. One SVG
    /// document without script, in light or dark colors as the reader prefers.
    public var svg: String? {
        let pictures = policies.compactMap { policy in
            policy.timeline.map { timeline in
                BurnPicture(
                    policy, timeline: timeline, incidents: incidents,
                    title: "\(definition.service)/\(definition.name), objective "
                        + "\(FigureText.percent(definition.objective.ratio, decimals: 7)) over "
                        + "\(definition.window.text): policy \(policy.name)",
                    clock: LocalClock(of: definition.window))
            }
        }
        guard !pictures.isEmpty else { return nil }
        let height = pictures.map(\.height).reduce(0, +)
        var top = 0.0
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(SVGText.number(BurnPicture.width)) "
                + "\(SVGText.number(height))\" width=\"\(SVGText.number(BurnPicture.width))\" "
                + "height=\"\(SVGText.number(height))\" role=\"img\">",
            "<title>\(SVGText.escaped("Backtest of \(definition.service)/\(definition.name)"))</title>",
            Self.style,
            "<rect width=\"100%\" height=\"100%\" class=\"paper\"/>",
        ]
        for picture in pictures {
            lines.append("<g transform=\"translate(0 \(SVGText.number(top)))\">")
            lines += picture.elements
            lines.append("</g>")
            top += picture.height
        }
        return (lines + ["</svg>"]).joined(separator: "\n")
    }

    /// Colors that people who see red and green alike can tell apart (Okabe and Ito, 2008), a little darker on white.
    private static let style = """
        <style>
        text { font: 12px system-ui, sans-serif; fill: #57606a }
        .title { font-size: 15px; font-weight: 600; fill: #1f2328 }
        .label { font-weight: 600 }
        path { fill: none }
        .paper { fill: #ffffff }
        .grid { stroke: #d8dee4; stroke-width: 1 }
        .zero { stroke: #57606a; stroke-width: 1 }
        .budget { stroke: #1f2328; stroke-width: 1.6 }
        .bar { fill: #57606a }
        .long { stroke-width: 1.8 }
        .short { stroke-width: 0.8; opacity: 0.7 }
        .factor { stroke-width: 1; stroke-dasharray: 2 4 }
        path.c0 { stroke: #c04000 } text.c0, rect.c0 { fill: #c04000 }
        path.c1 { stroke: #a8407c } text.c1, rect.c1 { fill: #a8407c }
        path.c2 { stroke: #0064a8 } text.c2, rect.c2 { fill: #0064a8 }
        path.c3 { stroke: #007a58 } text.c3, rect.c3 { fill: #007a58 }
        @media (prefers-color-scheme: dark) {
        text { fill: #9198a1 }
        .title { fill: #f0f6fc }
        .paper { fill: #0d1117 }
        .grid { stroke: #2a313c }
        .zero { stroke: #9198a1 }
        .budget { stroke: #f0f6fc }
        .bar { fill: #9198a1 }
        path.c0 { stroke: #ff8a4c } text.c0, rect.c0 { fill: #ff8a4c }
        path.c1 { stroke: #e58cc0 } text.c1, rect.c1 { fill: #e58cc0 }
        path.c2 { stroke: #56b4e9 } text.c2, rect.c2 { fill: #56b4e9 }
        path.c3 { stroke: #3fcf9f } text.c3, rect.c3 { fill: #3fcf9f }
        }
        </style>
        """
}
