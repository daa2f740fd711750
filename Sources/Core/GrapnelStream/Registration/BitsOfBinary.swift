public import GrapnelKit

/// A small piece of data within a stanza (XEP-0231), whose name is its hash.
public struct BitsOfBinary: Sendable, Hashable {
    static let namespace = "urn:xmpp:bob"
    /// The most octets; XEP-0231 §1 speaks of 8 KiB, pictures of servers are somewhat larger.
    public static let bound = 512 * 1024

    /// The Content-ID without `cid:`, such as `sha1+8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org`.
    public let id: String
    /// The MIME type that the sender gives it; nothing holds the sender to it.
    public let type: String
    public let octets: [UInt8]

    /// Nil for an element that is none, is over the bound, or whose octets are not those of its name.
    public init?(_ element: XMLElement) {
        guard element.isNamed("data", Self.namespace), let id = element["cid"], id.utf8.count <= 300 else { return nil }
        let text = element.text.filter { !$0.isWhitespace }
        guard text.utf8.count <= Self.bound / 3 * 4 + 4, let octets = Base64.decode(text), !octets.isEmpty,
            Self.isName(id, of: octets)
        else { return nil }
        self.id = id
        self.type = element["type"]?.cut(to: 100) ?? ""
        self.octets = octets
    }

    /// The end of a file's name that goes with the type; nil for types that are no picture or sound.
    public var fileExtension: String? {
        switch type.lowercased().prefix(while: { $0 != ";" }) {
        case "image/png": "png"
        case "image/jpeg", "image/jpg": "jpg"
        case "image/gif": "gif"
        case "image/webp": "webp"
        case "audio/x-wav", "audio/wav": "wav"
        case "audio/ogg", "audio/ogg-speex": "ogg"
        case "audio/mpeg": "mp3"
        default: nil
        }
    }

    private static func isName(_ id: String, of octets: [UInt8]) -> Bool {
        guard let plus = id.firstIndex(of: "+"), let at = id.firstIndex(of: "@"), plus < at else { return false }
        let hash: SCRAMHash
        switch id[..<plus].lowercased() {
        case "sha1", "sha-1": hash = .sha1
        case "sha256", "sha-256": hash = .sha256
        case "sha512", "sha-512": hash = .sha512
        default: return false
        }
        let digits = Array("0123456789abcdef".utf8)
        do throws(SASLError) {
            let hexadecimal = try hash.hash(octets).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
            return String(decoding: hexadecimal, as: UTF8.self) == id[id.index(after: plus)..<at].lowercased()
        } catch {
            return false
        }
    }
}
