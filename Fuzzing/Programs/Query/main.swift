import FuzzLoop
import NinesExposition
import NinesMetrics

fuzz { input in
    let query = String(decoding: input, as: UTF8.self)
    let names = ScrapeQuery(query).names
    if names != ScrapeQuery(query + "&other=a").names { finding("another parameter changes what is asked for") }

    // Read as a name, the input comes back from both of its encodings.
    let digits = Array("0123456789ABCDEF")
    let encoded = query.utf8.map { "%\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    if ScrapeQuery("name%5B%5D=\(encoded)").names != NameFilter([query]) { finding("an encoded name is another name") }
    let isPlain = !query.utf8.contains { "%+&".utf8.contains($0) }
    if isPlain, ScrapeQuery("a&name[]=\(query)").names != NameFilter([query]) { finding("a plain name is another") }
}
