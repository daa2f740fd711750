internal import CLibXML2

/// Reads an XMPP stream from bytes that arrive in any pieces, and reports its header, its stanzas and its end.
///
/// XMPP's profile of XML (RFC 6120 §11) is enforced: UTF-8 only, no document type, comment or processing instruction,
/// no entities but the five predefined, namespaces well-formed, nothing but white space between stanzas. Stanzas are
/// recognised at the first level only; a stream header inside a stanza is a child like any other. `XMLLimits` bounds
/// what one stanza can cost, and the parser's own tables are replaced while the stream runs, so that memory stays
/// constant whatever the peer sends.
///
/// One parser belongs to one task at a time; it is not `Sendable`.
public final class XMLStreamParser {
    /// libxml2 is handed no more than this at once, so that it buffers little and limits are checked often.
    private static let sliceLength = 16_384

    private let limits: XMLLimits
    private let state: UnsafeMutablePointer<XMLParserState>
    private var bytes = XMLByteGuard()
    /// Bytes of the stream that were fed, up to the last slice.
    private var received = 0
    /// Bytes of the current call that were not parsed yet.
    private var waiting = 0
    private var isFeeding = false
    /// Counts resets, so that `feed` notices one that its closure made.
    private var generation = 0

    /// Bytes that had arrived after the end of the event that is being delivered.
    ///
    /// Anything but 0 at `<proceed/>` is an injection attempt (security of STARTTLS, RFC 6120 §5.4.3.3).
    public private(set) var bytesAfterEvent = 0

    public init(limits: XMLLimits = XMLLimits()) {
        self.limits = limits
        state = .allocate(capacity: 1)
        state.initialize(to: XMLParserState(limits: limits))
    }

    deinit {
        freeState()
        state.deallocate()
    }

    /// Takes the next bytes of the stream and calls `deliver` for each event that they complete, in order.
    ///
    /// The closure may call `reset()`: what remains of the bytes is then dropped, as bytes of the stream that ended.
    ///
    /// - Throws: the first error, after the events before it; once it has thrown, every later call throws the same
    ///   error until `reset()`. A call from within `deliver` throws undefined-condition.
    public func feed(
        _ input: UnsafeBufferPointer<UInt8>,
        _ deliver: (XMLStreamEvent) -> Void
    ) throws(XMLError) {
        guard !isFeeding else {
            throw XMLError(.undefinedCondition, "The parser was fed by the closure that it was calling.")
        }
        if let failure = state.pointee.failure { throw failure }
        isFeeding = true
        defer { isFeeding = false }
        let current = generation
        var position = 0
        while position < input.count {
            let end = min(position + Self.sliceLength, input.count)
            waiting = input.count - end
            parse(UnsafeBufferPointer(rebasing: input[position..<end]))
            guard report(deliver, while: current) else { return }
            if let failure = state.pointee.failure { throw failure }
            position = end
        }
    }

    /// Takes the next bytes of the stream; see `feed(_:_:)` for a buffer.
    public func feed(_ input: [UInt8], _ deliver: (XMLStreamEvent) -> Void) throws(XMLError) {
        try input.withUnsafeBufferPointer { buffer throws(XMLError) in try feed(buffer, deliver) }
    }

    /// Forgets everything: the next bytes begin a new stream.
    public func reset() {
        generation += 1
        freeState()
        state.initialize(to: XMLParserState(limits: limits))
        bytes = XMLByteGuard()
        received = 0
        bytesAfterEvent = 0
    }

    private func freeState() {
        if let context = state.pointee.context { XMLSAX.free(context) }
        state.pointee.deallocate()
        state.deinitialize(count: 1)
    }

    /// Delivers what was collected; false if the closure reset the parser.
    private func report(_ deliver: (XMLStreamEvent) -> Void, while current: Int) -> Bool {
        guard !state.pointee.events.isEmpty else { return true }
        let events = state.pointee.events
        state.pointee.events.removeAll(keepingCapacity: true)
        for event in events {
            bytesAfterEvent = received + waiting - event.end
            deliver(event.event)
            guard generation == current else { return false }
        }
        return true
    }

    private func parse(_ slice: UnsafeBufferPointer<UInt8>) {
        let good = bytes.accepted(slice)
        let start = received
        received += slice.count
        if good > 0 { hand(UnsafeBufferPointer(rebasing: slice[..<good])) }
        guard good < slice.count, state.pointee.failure == nil else { return }
        if start + good < 4 {
            state.pointee.fail(.unsupportedEncoding, "The stream does not begin as UTF-8.")
        } else {
            state.pointee.fail(.notWellFormed, "The stream contains bytes that are not UTF-8.")
        }
    }

    /// Hands bytes to libxml2, through as many contexts as they take.
    private func hand(_ slice: UnsafeBufferPointer<UInt8>) {
        guard openContext() else { return }
        push(slice)
        var endsInReturn = slice.last == 0xD
        while state.pointee.rotates, state.pointee.failure == nil {
            guard let rest = rotate(endsInReturn: endsInReturn) else { return }
            rest.withUnsafeBufferPointer { push($0) }
            endsInReturn = rest.last == 0xD
        }
    }

    private func push(_ slice: UnsafeBufferPointer<UInt8>) {
        guard let context = state.pointee.context, !slice.isEmpty else { return }
        var accepted = XMLSAX.parse(context, slice)
        // Of an unfinished CDATA section each call takes 300 bytes only, so ask until it has taken all it can.
        while accepted, context.pointee.instate == XML_PARSER_CDATA_SECTION, state.pointee.failure == nil {
            let before = state.pointee.pending
            accepted = XMLSAX.parse(context, UnsafeBufferPointer(start: slice.baseAddress, count: 0))
            if state.pointee.pending == before { break }
        }
        if state.pointee.failure != nil || state.pointee.rotates { return }
        if !accepted {
            state.pointee.fail(.notWellFormed, "libxml2 stopped with error \(context.pointee.errNo).")
        } else if state.pointee.pending > limits.markupBytes {
            state.pointee.failForMarkup()
        } else if state.pointee.depth > 1, received - state.pointee.stanzaStart > limits.stanzaBytes {
            state.pointee.failForSize()
        }
    }

    private func openContext() -> Bool {
        if state.pointee.context != nil { return true }
        state.pointee.context = XMLSAX.makeContext(for: state)
        if state.pointee.context != nil { return true }
        state.pointee.fail(.resourceConstraint, "There is no memory for a parser.")
        return false
    }

    /// Replaces the context, which stopped between two stanzas, and returns the bytes that it had not consumed.
    private func rotate(endsInReturn: Bool) -> [UInt8]? {
        guard let old = state.pointee.context, let input = old.pointee.input else { return nil }
        let position = state.pointee.position
        var rest = Array(UnsafeBufferPointer(start: input.pointee.cur, count: state.pointee.pending))
        // A carriage return at the end of a chunk is put into the buffer last, which a stopped parser does not reach.
        if endsInReturn { rest.append(0xD) }
        XMLSAX.free(old)
        state.pointee.context = nil
        state.pointee.names.forgetPointers()
        guard openContext(), let context = state.pointee.context else { return nil }
        state.pointee.rotates = false
        state.pointee.contextElements = 0
        state.pointee.contextStart = position
        state.pointee.base = position - state.pointee.header.count
        state.pointee.replays = true
        let isAccepted = state.pointee.header.withUnsafeBufferPointer { XMLSAX.parse(context, $0) }
        guard isAccepted, !state.pointee.replays, state.pointee.position == position else {
            state.pointee.fail(.undefinedCondition, "The stream header could not be replayed.")
            return nil
        }
        return rest
    }
}
