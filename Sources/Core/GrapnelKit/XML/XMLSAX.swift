internal import CLibXML2

/// The C side of the parser: the table of callbacks and the contexts that use it.
///
/// Every callback gets the `XMLParserState` as its user data, which the owner of the context keeps at one address.
enum XMLSAX {
    typealias State = UnsafeMutablePointer<XMLParserState>

    /// A parser context that has seen nothing yet, or nil without memory.
    ///
    /// Neither NOENT nor DTDLOAD nor HUGE; NONET in any case. The charset is fixed, so that libxml2 neither guesses it
    /// from the first bytes nor takes it from the declaration (see `XMLDeclaration`).
    static func makeContext(for state: State) -> xmlParserCtxtPtr? {
        _ = libraryIsReady
        var callbacks = table
        guard let context = xmlCreatePushParserCtxt(&callbacks, state, nil, 0, nil) else { return nil }
        guard xmlCtxtUseOptions(context, options) == 0 else {
            free(context)
            return nil
        }
        xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
        return context
    }

    static func free(_ context: xmlParserCtxtPtr) {
        // Only a document type makes libxml2 create a document, and it is refused before; still, it would be ours.
        if let document = context.pointee.myDoc {
            context.pointee.myDoc = nil
            xmlFreeDoc(document)
        }
        xmlFreeParserCtxt(context)
    }

    /// Gives bytes to a context without making libxml2 format warnings that nobody reads.
    ///
    /// Every OMEMO 0.3 stanza raises one, and its formatting costs as much as a small stanza. The switch belongs to
    /// the thread, so it is set back.
    static func parse(_ context: xmlParserCtxtPtr, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let warnings = __xmlGetWarningsDefaultValue()
        let previous = warnings?.pointee ?? 0
        warnings?.pointee = 0
        defer { warnings?.pointee = previous }
        return bytes.withMemoryRebound(to: CChar.self) {
            xmlParseChunk(context, $0.baseAddress, Int32(truncatingIfNeeded: $0.count), 0) == 0
        }
    }

    private static let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue)

    private static let libraryIsReady: Void = xmlInitParser()

    private static var table: xmlSAXHandler {
        var table = xmlSAXHandler()
        table.initialized = XML_SAX2_MAGIC_VALUE
        table.startDocument = { state in
            XMLSAX.state(state)?.pointee.startDocument()
        }
        table.startElementNs = { state, name, prefix, uri, namespaceCount, namespaces, count, _, attributes in
            guard let state = XMLSAX.state(state), let name else { return }
            if state.pointee.depth == 0, !state.pointee.replays {
                state.pointee.keepHeader(name, prefix, Int(namespaceCount), namespaces)
            }
            state.pointee.startElement(name, uri, attributeCount: Int(count), attributes)
        }
        table.endElementNs = { state, _, _, _ in
            XMLSAX.state(state)?.pointee.endElement()
        }
        table.characters = { state, start, count in
            guard let start else { return }
            XMLSAX.state(state)?.pointee.text(start, Int(count))
        }
        // The same function in both places keeps libxml2 from guessing which white space matters.
        table.ignorableWhitespace = table.characters
        table.cdataBlock = table.characters
        table.internalSubset = { state, _, _, _ in
            XMLSAX.state(state)?.pointee.restricted("a document type")
        }
        table.comment = { state, _ in
            XMLSAX.state(state)?.pointee.restricted("a comment")
        }
        table.processingInstruction = { state, _, _ in
            XMLSAX.state(state)?.pointee.restricted("a processing instruction")
        }
        table.serror = { state, error in
            guard let error else { return }
            XMLSAX.state(state)?.pointee.report(error.pointee)
        }
        return table
    }

    @inline(__always)
    private static func state(_ userData: UnsafeMutableRawPointer?) -> State? {
        userData?.assumingMemoryBound(to: XMLParserState.self)
    }
}

/// `XML_SAX2_MAGIC`, a macro that Swift does not import.
private let XML_SAX2_MAGIC_VALUE: UInt32 = 0xDEED_BEAF
