import GrapnelKit

/// What a parser said about some bytes: its events, and the condition it ended with.
struct XMLTranscript: Hashable {
    var events: [XMLStreamEvent] = []
    var condition: String?

    /// Feeds the bytes in pieces of the lengths that `next` returns.
    init(_ bytes: [UInt8], limits: XMLLimits = XMLLimits(), cut next: () -> Int) {
        let parser = XMLStreamParser(limits: limits)
        var position = 0
        do {
            while position < bytes.count {
                let end = min(position + max(next(), 1), bytes.count)
                try parser.feed(Array(bytes[position..<end])) { events.append($0) }
                position = end
            }
        } catch {
            condition = error.condition.rawValue
        }
    }

    init(_ bytes: [UInt8], limits: XMLLimits = XMLLimits()) {
        self.init(bytes, limits: limits) { bytes.count }
    }

    init(_ text: String, limits: XMLLimits = XMLLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    /// The stanzas among the events, as the stream would carry them.
    var stanzas: [String] {
        events.compactMap { event in
            guard case .element(let element) = event else { return nil }
            return element.serialized(within: "jabber:client")
        }
    }

    static let header =
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"
        + " id='s1' from='example.org' version='1.0' xml:lang='en'>"

    /// The transcript of stanzas inside an open stream.
    static func inStream(_ text: String, limits: XMLLimits = XMLLimits()) -> XMLTranscript {
        XMLTranscript(header + text, limits: limits)
    }
}
