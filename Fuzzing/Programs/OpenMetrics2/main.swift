import FuzzLoop
import FuzzedPages
import NinesExposition

fuzz { input in
    fuzzPage(input, as: .openMetrics2)
}
