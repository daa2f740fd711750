@testable public import GrapnelKit
@testable import GrapnelStream

/// The server's side of a scripted stream: lets a client in, then says and expects what a test tells it.
public actor ScriptedServer {
    private let transport: MemoryTransport
    private let parser = XMLStreamParser()
    private var unread: [XMLStreamEvent] = []
    private var refuses: @Sendable (XMLElement) -> Bool = { _ in false }
    /// The stanzas that the client sent since stream management was agreed on.
    public private(set) var taken: UInt32 = 0
    /// What the client has acknowledged last.
    public private(set) var acknowledged: UInt32?
    /// The count that the client asked for a resumption with.
    public private(set) var told: UInt32?
    /// Whether requests for acknowledgement are answered.
    private var isAnswering = true
    private var isManaged = false

    init(_ transport: MemoryTransport) {
        self.transport = transport
    }

    /// Sends text as it is.
    public func send(_ text: String) {
        transport.incoming.write(Array(text.utf8))
    }

    /// Answers requests that a test is not about with service-unavailable, whenever they come.
    public func refuse(where refuses: @escaping @Sendable (XMLElement) -> Bool) {
        self.refuses = refuses
    }

    /// The next element that the client sends.
    public func next() async throws -> XMLElement {
        while true {
            switch try await event() {
            case .opened: continue
            case .element(let element) where refuses(element):
                let to = element["to"].map { " from='\($0)'" } ?? ""
                send(
                    "<iq type='error' id='\(element["id"] ?? "")'\(to)><error type='cancel'>"
                        + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>")
            case .element(let element):
                if manage(element) { continue }
                if isManaged { taken &+= 1 }
                return element
            case .closed: throw TestFailure("the client closed its stream")
            }
        }
    }

    /// Waits for the end tag of the client's stream.
    public func end() async throws {
        while true {
            switch try await event() {
            case .opened: continue
            case .element(let element):
                guard manage(element) else { throw TestFailure("unread: \(element)") }
            case .closed: return
            }
        }
    }

    public func close() async {
        await transport.close()
    }

    // MARK: Stream management

    private static let management = "urn:xmpp:sm:3"

    /// Whether an element belongs to stream management, which tests do not see.
    private func manage(_ element: XMLElement) -> Bool {
        guard isManaged, element.namespace == Self.management else { return false }
        switch element.name {
        case "r": if isAnswering { acknowledge() }
        case "a": acknowledged = element["h"].flatMap { UInt32($0) }
        default: return false
        }
        return true
    }

    /// Leaves the client's requests for acknowledgement unanswered, or answers them again.
    public func setAnswering(_ isAnswering: Bool) {
        self.isAnswering = isAnswering
    }

    /// Acknowledges what was taken.
    public func acknowledge() {
        send("<a xmlns='\(Self.management)' h='\(taken)'/>")
    }

    /// Asks how far the client is, and waits for its answer.
    public func askForAcknowledgement() async throws -> UInt32? {
        acknowledged = nil
        send("<r xmlns='\(Self.management)'/>")
        while acknowledged == nil {
            switch try await event() {
            case .element(let element) where manage(element): continue
            case let other: throw TestFailure("instead of an acknowledgement: \(other)")
            }
        }
        return acknowledged
    }

    /// What has arrived and was not expected.
    public var unreadElements: [String] {
        unread.compactMap { if case .element(let element) = $0 { element.description } else { nil } }
    }

    private func event() async throws -> XMLStreamEvent {
        while unread.isEmpty {
            guard let octets = await transport.outgoing.read() else { throw TestFailure("the client is gone") }
            try parser.feed(octets) { unread.append($0) }
        }
        return unread.removeFirst()
    }

    // MARK: Letting in

    private static let header =
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
        + "from='example.org' id='s' version='1.0'>"

    /// Opens the stream with features of a test's choice, and nothing behind them.
    public func open(features: String) async throws {
        guard case .opened = try await event() else { throw TestFailure("no stream header") }
        send(Self.header + "<stream:features>\(features)</stream:features>")
    }

    /// What a server says to the wish to take a stream up again (XEP-0198 §5).
    public enum Resumption: Sendable {
        case resumed(handled: UInt32)
        case failed(handled: UInt32?)
    }

    /// SCRAM-SHA-1 with the password `secret`, then the resource `core`, as a server does it; stream management where
    /// the features have it.
    public func letIn(as account: String, features: String = "", _ resumption: Resumption? = nil) async throws {
        guard case .opened = try await event() else { throw TestFailure("no stream header") }
        send(
            Self.header + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
                + "<mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>")
        try await authenticate(try await next())
        parser.reset()
        guard case .opened = try await event() else { throw TestFailure("no second stream header") }
        send(
            Self.header + "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>\(features)"
                + "</stream:features>")
        var first = try await next()
        if let resumption {
            guard first.isNamed("resume", Self.management) else { throw TestFailure("no <resume/>: \(first)") }
            told = first["h"].flatMap { UInt32($0) }
            switch resumption {
            case .resumed(let handled):
                send("<resumed xmlns='\(Self.management)' previd='\(first["previd"] ?? "")' h='\(handled)'/>")
                (isManaged, taken) = (true, handled)
                return
            case .failed(let handled):
                let count = handled.map { " h='\($0)'" } ?? ""
                send("<failed xmlns='\(Self.management)'\(count)/>")
                first = try await next()
            }
        }
        send(
            "<iq type='result' id='\(first["id"] ?? "")'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                + "<jid>\(account)/core</jid></bind></iq>")
        guard features.contains(Self.management) else { return }
        guard try await next().isNamed("enable", Self.management) else { throw TestFailure("no <enable/>") }
        send("<enabled xmlns='\(Self.management)' id='stream1' resume='true'/>")
        isManaged = true
    }

    private func authenticate(_ auth: XMLElement) async throws {
        let first = String(decoding: Base64.decode(auth.text) ?? [], as: UTF8.self)
        let bare = first.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)[2]
        let nonce = "\(bare.split(separator: ",")[1].dropFirst(2))server"
        let challenge = "r=\(nonce),s=\(Base64.encode(Array("salt".utf8))),i=4096"
        send("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\(Base64.encode(Array(challenge.utf8)))</challenge>")
        let last = String(decoding: Base64.decode(try await next().text) ?? [], as: UTF8.self)
        guard let proof = last.range(of: ",p=") else { throw TestFailure("no proof in \(last)") }
        let authMessage = "\(bare),\(challenge),\(last[..<proof.lowerBound])"
        let salted = try SCRAMHash.sha1.stretch(Array("secret".utf8), salt: Array("salt".utf8), iterations: 4096)
        let serverKey = try SCRAMHash.sha1.authenticate(Array("Server Key".utf8), key: salted)
        let signature = try SCRAMHash.sha1.authenticate(Array(authMessage.utf8), key: serverKey)
        let success = "v=\(Base64.encode(signature))"
        send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\(Base64.encode(Array(success.utf8)))</success>")
    }
}

extension String {
    /// The first place of a text, without Foundation.
    func range(of text: String) -> Range<String.Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
            formIndex(after: &index)
        }
        return nil
    }
}
