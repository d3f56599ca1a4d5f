/// Panels under a heading.
struct PanelRow: Sendable {
    var title: String
    var panels: [Panel]

    init(_ title: String, _ panels: [Panel]) {
        self.title = title
        self.panels = panels
    }
}

/// Puts panels on Grafana's grid like words on lines: from the left, a new line where one is full.
enum PanelGrid {
    static let width = 24

    /// The headings and panels of all rows, with their places and with ids from 1 on.
    static func panels(_ rows: [PanelRow]) -> [Panel] {
        var placed: [Panel] = []
        var y = 0
        for row in rows {
            var heading = Panel(type: "row", title: row.title)
            heading.gridPos = GridPosition(x: 0, y: y, w: width, h: 1)
            heading.collapsed = false
            heading.panels = []
            placed.append(heading)
            y += 1
            var x = 0
            var lineHeight = 0
            for var panel in row.panels {
                if x + panel.gridPos.w > width {
                    y += lineHeight
                    (x, lineHeight) = (0, 0)
                }
                (panel.gridPos.x, panel.gridPos.y) = (x, y)
                x += panel.gridPos.w
                lineHeight = max(lineHeight, panel.gridPos.h)
                placed.append(panel)
            }
            y += lineHeight
        }
        for index in placed.indices { placed[index].id = index + 1 }
        return placed
    }
}
