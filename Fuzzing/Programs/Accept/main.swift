import FuzzLoop
import NinesExposition

fuzz { input in
    _ = ExpositionFormat.negotiate(accept: String(decoding: input, as: UTF8.self))
}
