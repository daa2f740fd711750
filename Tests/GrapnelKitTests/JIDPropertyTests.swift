import Testing

@testable import GrapnelKit

/// What holds for every text, tried on a few thousand from a seeded generator.
@Suite struct JIDPropertyTests {
    @Test func preparationIsIdempotent() throws {
        var random = SeededCharacters(seed: 7622)
        var accepted = 0
        for _ in 0..<6000 {
            let text = random.text(length: 1...12)
            guard let jid = try accept(text) else { continue }
            accepted += 1
            #expect(try JID(jid.description) == jid)
            #expect(try JID(jid.description).description.unicodeScalars.elementsEqual(jid.description.unicodeScalars))
            #expect(try JID(local: jid.local, domain: jid.domain, resource: jid.resource) == jid)
            #expect(jid.bare.domain == jid.domain && jid.bare.local == jid.local && jid.bare.isBare)
        }
        #expect(accepted > 200, "the generator no longer makes addresses")
    }

    @Test func profilesAreIdempotent() throws {
        var random = SeededCharacters(seed: 8265)
        var accepted = 0
        for index in 0..<6000 {
            let profile = index % 2 == 0 ? PRECISProfile.usernameCaseMapped : .opaqueString
            let text = random.text(length: 1...5)
            let once: String
            do throws(PreparationError) { once = try profile.enforce(text) } catch { continue }
            accepted += 1
            #expect(try profile.enforce(once) == once)
        }
        #expect(accepted > 600, "the generator no longer makes names")
    }

    @Test func domainsAreIdempotentAndKeepTheirASCIIForm() throws {
        var random = SeededCharacters(seed: 5891)
        var accepted = 0
        for index in 0..<6000 {
            let text = (index % 3 == 0 ? "xn--" : "") + random.text(length: 1...6)
            let once: String
            do throws(PreparationError) { once = try DomainName.prepare(text) } catch { continue }
            accepted += 1
            #expect(try DomainName.prepare(once) == once)
            #expect(try DomainName.prepare(DomainName.ascii(once)) == once)
        }
        #expect(accepted > 200, "the generator no longer makes domains")
    }

    @Test func thePlainPathAgreesWithTheFullOne() throws {
        var random = SeededCharacters(seed: 5321)
        for _ in 0..<6000 {
            let text = random.ascii(length: 1...10)
            guard let plain = JID(plain: text) else { continue }
            let full = try JID.prepare(local: plain.local, domain: plain.domain, resource: plain.resource)
            #expect(plain == full && plain.description == full.description, "\(text)")
            #expect(plain.localLength == full.localLength && plain.domainLength == full.domainLength, "\(text)")
        }
    }

    private func accept(_ text: String) throws -> JID? {
        do throws(JIDError) { return try JID(text) } catch { return nil }
    }
}

/// SplitMix64, drawing texts that are often close to addresses.
private struct SeededCharacters: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func text(length: ClosedRange<Int>) -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x41...0x5A, 0x61...0x7A, 0x20...0x7E, 0xA0...0x24F, 0x300...0x36F, 0x370...0x3FF, 0x590...0x6FF,
            0x900...0x97F, 0x1E00...0x1FFF, 0x2000...0x206F, 0x3000...0x30FF, 0xAC00...0xAD00, 0xFF00...0xFFEF,
            0x1F600...0x1F64F, 0...0x10FFFF,
        ]
        let chosen = (0..<2).compactMap { _ in ranges.randomElement(using: &self) }
        return (0..<Int.random(in: length, using: &self)).reduce(into: "") { text, _ in
            if Int.random(in: 0..<6, using: &self) == 0 {
                text += ["@", "/", ".", "-", "\u{200D}", "\u{B7}"].randomElement(using: &self) ?? ""
            } else if let range = chosen.randomElement(using: &self),
                let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self))
            {
                text.unicodeScalars.append(scalar)
            }
        }
    }

    mutating func ascii(length: ClosedRange<Int>) -> String {
        let alphabet = Array("aZ0-.@/ xn&_~")
        let count = Int.random(in: length, using: &self)
        return String((0..<count).compactMap { _ in alphabet.randomElement(using: &self) })
    }
}
