internal import CLibXML2

/// What the callbacks of one parser read and write, reached through a raw pointer.
struct XMLParserState {
    /// An event, and how many bytes of the stream had been read at its end.
    struct Event {
        let event: XMLStreamEvent
        let end: Int
    }

    let limits: XMLLimits
    var context: xmlParserCtxtPtr?
    var scratch = XMLScratch()
    var names = XMLNameIndex()
    var events: [Event] = []
    var failure: XMLError?

    /// Elements that are open, the root included.
    var depth = 0
    /// Records of the open elements of the stanza.
    let open: UnsafeMutablePointer<Int>
    /// Elements of the stanza so far.
    var elements = 0
    /// Whether the last record is text that further text continues.
    var joinsText = false
    /// Whether the header that comes is the replay of one that was reported.
    var replays = false
    /// Start tag of the root as it has to be written to a new context.
    var header: [UInt8] = []

    /// Added to a position in the context's input to get one in the stream.
    var base = 0
    /// Stream position after the last piece of markup or text.
    var mark = 0
    /// Stream position at which the stanza begins.
    var stanzaStart = 0
    /// Whether the parser was stopped to get a new context.
    var rotates = false
    /// Elements seen by this context.
    var contextElements = 0
    /// Stream position at which this context began.
    var contextStart = 0

    init(limits: XMLLimits) {
        self.limits = limits
        open = .allocate(capacity: max(limits.depth, 1))
    }

    func deallocate() {
        scratch.deallocate()
        names.deallocate()
        open.deallocate()
    }

    /// Stream position up to which the context has consumed its input.
    var position: Int {
        guard let input = context?.pointee.input else { return mark }
        let consumed = Int(truncatingIfNeeded: input.pointee.consumed)
        return base + consumed + (input.pointee.cur - input.pointee.base)
    }

    /// Bytes that libxml2 holds because a token is not complete.
    var pending: Int {
        guard let input = context?.pointee.input else { return 0 }
        return input.pointee.end - input.pointee.cur
    }

    /// Records the first error and lets libxml2 return at the end of the current token.
    ///
    /// `xmlStopParser` would free the input under the feet of the function that called back; this only makes the
    /// parser's loop end.
    mutating func fail(_ condition: XMLError.Condition, _ reason: String) {
        if failure == nil { failure = XMLError(condition, reason) }
        stop()
    }

    mutating func stop() {
        context?.pointee.disableSAX = 1
        context?.pointee.wellFormed = 0
        context?.pointee.errNo = Int32(bitPattern: XML_ERR_USER_STOP.rawValue)
    }
}
