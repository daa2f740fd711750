internal import CLibXML2
internal import Glibc

extension XMLParserState {
    /// The parser contexts are replaced at the first stanza boundary after this much, because their dictionaries only
    /// grow: 2.2 million different names cost 128 MB and 90 s.
    private static let contextElements = 10_000
    private static let contextBytes = 1_048_576

    mutating func startElement(
        _ name: UnsafePointer<UInt8>,
        _ namespace: UnsafePointer<UInt8>?,
        attributeCount: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) {
        if replays {
            replays = false
            depth = 1
            return
        }
        guard failure == nil, acceptsMarkup(closing: 1) else { return }
        guard attributeCount <= limits.attributes else {
            return fail(.policyViolation, "An element has more than \(limits.attributes) attributes.")
        }
        if depth <= 1 { beginTree() }
        if depth > 0 {
            elements &+= 1
            contextElements &+= 1
            guard depth <= limits.depth else {
                return fail(.policyViolation, "A stanza is nested deeper than \(limits.depth) elements.")
            }
            guard elements <= limits.elements else {
                return fail(.policyViolation, "A stanza has more than \(limits.elements) elements.")
            }
            open[depth &- 1] = scratch.recordCount
        }
        depth &+= 1
        joinsText = false
        let namespaceID = namespace.map { names.id($0, &scratch) } ?? XMLNameIndex.emptyID
        scratch.append(
            XMLRecord(
                name: names.id(name, &scratch),
                namespace: namespaceID,
                position: 0,
                count: UInt32(truncatingIfNeeded: attributeCount)
            ))
        if let attributes { append(attributes, attributeCount) }
        if depth == 1 { reportHeader() }
    }

    mutating func endElement() {
        guard failure == nil, acceptsMarkup() else { return }
        joinsText = false
        depth &-= 1
        guard depth > 0 else { return events.append(Event(event: .closed, end: mark)) }
        scratch.records[open[depth &- 1]].position = UInt32(truncatingIfNeeded: scratch.recordCount)
        if depth == 1 { reportStanza() }
    }

    mutating func text(_ start: UnsafePointer<UInt8>, _ count: Int) {
        guard failure == nil, let input = context?.pointee.input else { return }
        // Some of libxml2's paths call back before they advance the input over the text.
        let end = position &+ (start == input.pointee.cur ? count : 0)
        guard end &- mark &- count <= limits.markupBytes else { return failForMarkup() }
        mark = end
        guard depth > 1 else { return checkBetweenStanzas(start, count) }
        guard mark &- stanzaStart <= limits.stanzaBytes else { return failForSize() }
        guard count > 0 else { return }
        let offset = scratch.append(start, count)
        if joinsText {
            scratch.records[scratch.recordCount &- 1].count &+= UInt32(truncatingIfNeeded: count)
        } else {
            let length = UInt32(truncatingIfNeeded: count)
            scratch.append(XMLRecord(name: XMLRecord.textMark, namespace: 0, position: offset, count: length))
            joinsText = true
        }
    }

    /// A document type, comment or processing instruction was met.
    mutating func restricted(_ what: String) {
        guard failure == nil, acceptsMarkup() else { return }
        fail(.restrictedXML, "The stream contains \(what), which XMPP does not allow.")
    }

    /// libxml2 reports an error or a warning.
    mutating func report(_ error: xmlError) {
        // A relative or odd namespace name is no error: OMEMO's is 'eu.siacs.conversations.axolotl'.
        let isHarmless = error.level == XML_ERR_WARNING || error.code == Int32(XML_WAR_NS_URI.rawValue)
        guard failure == nil, !isHarmless else { return }
        var sentence = error.message.map { String(cString: $0) } ?? "libxml2 error \(error.code)"
        while sentence.last?.isWhitespace == true { sentence.removeLast() }
        let encodings = [XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING]
        if encodings.contains(where: { error.code == Int32($0.rawValue) }) {
            fail(.unsupportedEncoding, "XMPP streams are UTF-8: \(sentence).")
        } else if error.code == Int32(XML_ERR_NO_MEMORY.rawValue) {
            fail(.resourceConstraint, "There is no memory left to parse XML.")
        } else {
            fail(.notWellFormed, "\(sentence).")
        }
    }

    /// The XML declaration, if there is one, has been read and still lies in the input.
    mutating func startDocument() {
        guard let input = context?.pointee.input, let start = input.pointee.base else { return }
        let declaration = UnsafeBufferPointer(start: start, count: input.pointee.cur - start)
        guard let encoding = XMLDeclaration.encoding(in: declaration), encoding.uppercased() != "UTF-8" else { return }
        fail(.unsupportedEncoding, "The stream declares an encoding other than UTF-8.")
    }

    mutating func failForSize() {
        fail(.policyViolation, "A stanza is larger than \(limits.stanzaBytes) bytes.")
    }

    mutating func failForMarkup() {
        fail(.policyViolation, "A tag or other markup is longer than \(limits.markupBytes) bytes.")
    }

    private mutating func beginTree() {
        scratch.clear()
        names.beginStanza()
        elements = 0
    }

    /// Moves the mark past the markup that was read and checks sizes.
    ///
    /// - Parameter closing: how many bytes of the markup libxml2 has looked at but not consumed.
    @inline(__always)
    private mutating func acceptsMarkup(closing: Int = 0) -> Bool {
        let end = position &+ closing
        let length = end &- mark
        if depth == 1 { stanzaStart = mark }
        mark = end
        if length > limits.markupBytes {
            failForMarkup()
            return false
        }
        if depth > 1, end &- stanzaStart > limits.stanzaBytes {
            failForSize()
            return false
        }
        return true
    }

    @inline(__always)
    private mutating func append(_ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>, _ count: Int) {
        var attribute = attributes
        for _ in 0..<count {
            // Five pointers: name, prefix, namespace, start and end of the value.
            guard let name = attribute[0], let start = attribute[3], let end = attribute[4] else {
                return fail(.undefinedCondition, "libxml2 delivered an attribute without a name or a value.")
            }
            let nameID = names.id(name, &scratch)
            let namespaceID = attribute[2].map { names.id($0, &scratch) } ?? XMLNameIndex.emptyID
            let length = end - start
            let offset = scratch.append(start, length)
            // A value that libxml2 had to copy ends in NUL, one that lies in the input ends in its quote. Only the
            // former can hold an ampersand.
            let kept = UInt32(truncatingIfNeeded: end.pointee == 0 ? restoreAmpersands(offset, length) : length)
            scratch.append(XMLRecord(name: nameID, namespace: namespaceID, position: offset, count: kept))
            attribute += 5
        }
    }

    private mutating func restoreAmpersands(_ offset: UInt32, _ length: Int) -> Int {
        let value = UnsafeMutableBufferPointer(start: scratch.byte(at: Int(offset)), count: length)
        let kept = value.restoreAmpersands()
        scratch.removeLastBytes(length - kept)
        return kept
    }

    private mutating func reportHeader() {
        scratch.records[0].position = UInt32(scratch.recordCount)
        let element = XMLElement(stanza: scratch.stanza(names: names.names), index: 0)
        events.append(Event(event: .opened(element), end: mark))
    }

    private mutating func reportStanza() {
        guard mark &- stanzaStart <= limits.stanzaBytes else { return failForSize() }
        let element = XMLElement(stanza: scratch.stanza(names: names.names), index: 0)
        events.append(Event(event: .element(element), end: mark))
        if contextElements >= Self.contextElements || mark &- contextStart >= Self.contextBytes {
            rotates = true
            stop()
        }
    }

    private mutating func checkBetweenStanzas(_ start: UnsafePointer<UInt8>, _ count: Int) {
        for byte in UnsafeBufferPointer(start: start, count: count) {
            switch byte {
            case 0x20, 0x9, 0xA, 0xD: continue
            default: return fail(.badFormat, "There is text between two stanzas.")
            }
        }
    }
}
