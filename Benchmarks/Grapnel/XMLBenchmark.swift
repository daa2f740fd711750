import GrapnelKit

/// Parses a stream and builds an element for every stanza, in pieces as a socket would deliver them.
///
/// Processor time, not wall time, so that other work on the machine does not count.
enum XMLBenchmark {
    private static let pieceLength = 16_384

    static func megabytesPerSecond(_ stream: [UInt8]) throws -> Double {
        let parser = XMLStreamParser()
        var stanzas = 0
        let elapsed = try stream.withUnsafeBufferPointer { stream throws(XMLError) in
            let start = ProcessorTime.seconds
            var position = 0
            while position < stream.count {
                let end = min(position + pieceLength, stream.count)
                try parser.feed(UnsafeBufferPointer(rebasing: stream[position..<end])) { event in
                    if case .element = event { stanzas += 1 }
                }
                position = end
            }
            return ProcessorTime.seconds - start
        }
        precondition(stanzas > 0, "the corpus holds no stanza")
        return Double(stream.count) / 1e6 / elapsed
    }
}
