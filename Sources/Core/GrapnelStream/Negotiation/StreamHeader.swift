public import GrapnelKit

/// The start tag that opens a client's stream, and the rules for the one that answers it (RFC 6120 §4.7).
public struct StreamHeader: Sendable, Hashable {
    /// The account's domain.
    public let to: String
    /// The account, or nil as long as the connection is in clear and would give the name away.
    public let from: JID?
    public let language: String

    public init(to: String, from: JID?, language: String = "en") {
        self.to = to
        self.from = from
        self.language = language
    }

    /// The XML declaration and the open start tag.
    public var bytes: [UInt8] {
        // Only a start tag is wanted, so the attributes alone are taken from what the one writer gives.
        let attributes: KeyValuePairs<String, String?> = [
            "to": to, "from": from?.bare.description, "version": "1.0", "xml:lang": language,
        ]
        let written = XMLElement("x", "", attributes).serialized().utf8.dropFirst(2).dropLast(2)
        let opening = "<?xml version='1.0'?><stream:stream xmlns='\(StreamNamespace.client)'"
        return Array(opening.utf8) + Array(" xmlns:stream='\(StreamNamespace.streams)'".utf8) + written
            + [UInt8(ascii: ">")]
    }

    /// The end tag, which closes the stream.
    public static let end = Array("</stream:stream>".utf8)
}

extension StreamHeader {
    /// Holds the server's header against the rules.
    ///
    /// - Parameter secured: whether TLS protects it; only then `from` must be there (RFC 6120 §4.7.1).
    static func check(_ header: XMLElement, domain: String, secured: Bool) throws(Refusal) {
        guard header.isNamed("stream", StreamNamespace.streams) else {
            throw Refusal(.notAStream, .streamError(.invalidNamespace))
        }
        guard let version = header["version"], let major = version.split(separator: ".").first.flatMap({ Int($0) }),
            major >= 1
        else { throw Refusal(.unsupportedVersion, .streamError(.unsupportedVersion)) }
        guard let from = header["from"] else {
            if secured { throw Refusal(.foreignStream, .streamError(.invalidFrom)) }
            return
        }
        do {
            guard try JID(from).description == domain else { throw Refusal(.foreignStream, .streamError(.invalidFrom)) }
        } catch {
            throw Refusal(.foreignStream, .streamError(.invalidFrom))
        }
    }
}
