import Testing

@testable import GrapnelKit

/// Domainparts: IDNA2008 (RFC 5890 to 5893), the mapping of RFC 5895, and IP literals.
@Suite struct JIDDomainTests {
    @Test(arguments: [
        ("b\u{FC}cher.example", "b\u{FC}cher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "b\u{FC}cher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "b\u{FC}cher.example", "xn--bcher-kva.example"),
        ("B\u{DC}CHER.example.", "b\u{FC}cher.example", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "b\u{FC}cher.example", "xn--bcher-kva.example"),
        // IDNA2008 keeps what IDNA2003 folded away.
        ("fa\u{DF}.de", "fa\u{DF}.de", "xn--fa-hia.de"),
        ("xn--fa-hia.de", "fa\u{DF}.de", "xn--fa-hia.de"),
        ("\u{3B2}\u{3CC}\u{3BB}\u{3BF}\u{3C2}.gr", "\u{3B2}\u{3CC}\u{3BB}\u{3BF}\u{3C2}.gr", "xn--nxasmm1c.gr"),
        ("\u{4F8B}\u{3048}.\u{30C6}\u{30B9}", "\u{4F8B}\u{3048}.\u{30C6}\u{30B9}", "xn--r8jz45g.xn--zckza"),
        ("\u{4F8B}\u{3048}\u{3002}jp", "\u{4F8B}\u{3048}.jp", "xn--r8jz45g.jp"),
        ("\u{FF45}\u{FF58}\u{FF0E}com", "ex.com", "ex.com"),
        ("\u{5D0}\u{5D1}.\u{5D2}", "\u{5D0}\u{5D1}.\u{5D2}", "xn--4dbc.xn--6db"),
        ("l\u{B7}l.cat", "l\u{B7}l.cat", "xn--ll-0ea.cat"),
        ("\u{13A0}\u{AB71}.example", "\u{13A0}\u{13A1}.example", "xn--58dc.example"),
        ("[2001:db8::1]", "[2001:db8::1]", "[2001:db8::1]"),
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
    ])
    func prepared(input: String, unicode: String, ascii: String) throws {
        let domain = try DomainName.prepare(input)
        #expect(domain == unicode)
        #expect(try DomainName.ascii(domain) == ascii)
        #expect(try DomainName.prepare(ascii) == domain)
        #expect(try JID("juliet@\(input)").domain == unicode)
    }

    @Test(arguments: [
        // Not an A-label, or not the A-label of what it decodes to.
        ("xn--.example", PreparationError.Condition.malformedLabel),
        ("xn--a.example", .disallowed),
        ("xn--example-.com", .malformedLabel),
        ("xn--a-ecp.ru", .disallowed),
        ("xn--bcher-kva\u{FC}.example", .disallowed),
        // Symbols, compatibility forms, ignorables.
        ("\u{2665}.example", .disallowed),
        ("\u{1F4A9}.example", .disallowed),
        ("\u{2163}.example", .disallowed),
        ("a\u{AD}b.example", .disallowed),
        ("a\u{200B}b.example", .disallowed),
        ("a\u{2044}b.example", .disallowed),
        ("b\u{FC}@x.example", .disallowed),
        ("b\u{FC}/x.example", .disallowed),
        ("b\u{FC}\0.example", .disallowed),
        // Marks, hyphens, contexts, directions, dots.
        ("\u{301}a.example", .malformedLabel),
        ("-\u{FC}.example", .malformedLabel),
        ("\u{FC}-.example", .malformedLabel),
        ("\u{FC}a--b.example", .malformedLabel),
        ("a\u{200D}b.example", .context),
        ("a\u{B7}b.example", .context),
        ("\u{5D0}a.example", .direction),
        ("1a.\u{5D0}.example", .direction),
        ("\u{3002}example", .malformedLabel),
        ("b\u{FC}..example", .malformedLabel),
        ("[1.2.3.4]", .malformedLabel),
        ("[::1]:5222", .malformedLabel),
        ("[]", .malformedLabel),
    ])
    func refused(input: String, condition: PreparationError.Condition) {
        let error = #expect(throws: PreparationError.self) { try DomainName.prepare(input) }
        #expect(error?.condition == condition, "\(error?.description ?? "accepted")")
        #expect(throws: JIDError.self) { try JID(domain: input) }
    }
}
