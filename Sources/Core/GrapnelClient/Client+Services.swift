public import GrapnelKit
internal import GrapnelStore
internal import Synchronization

extension Client: CoreServices {
    package var accounts: [Account] { order.withLock { $0 } }

    package func account(chosen: JID?) throws -> Account {
        let accounts = accounts
        if let chosen {
            guard let account = accounts.first(where: { $0.jid == chosen.bare }) else {
                throw CommandError("There is no account \(chosen); /account list shows those there are.")
            }
            return account
        }
        guard let first = accounts.first else {
            throw CommandError("There is no account yet; type /account add you@server.")
        }
        guard accounts.count > 1 else { return first }
        let online = accounts.filter { addresses[$0.jid] != nil }
        if online.count == 1, let only = online.first { return only }
        throw CommandError("There are several accounts; say which with -a, as in: -a \(first)")
    }

    package func boundAddress(of account: Account) -> JID? { addresses[account.jid] }

    package func newID() -> String { newIdentifier() }

    package func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, account: Account, timeout: Duration
    ) async throws -> IQ {
        try await requireSession(of: account).request(kind, payload, to: to, timeout: timeout)
    }

    package func send(_ stanza: XMLElement, account: Account) async throws {
        try await requireSession(of: account).send(stanza)
    }

    /// Says something in a conversation; returns when it is on the stream or waits in the outbox.
    ///
    /// - Throws: an error whose description is one sentence.
    public func say(_ text: String, in conversation: ConversationID, kind: ConversationKind) async throws {
        let account = try account(chosen: conversation.account)
        guard !text.isEmpty else { throw CommandError("There is nothing to say: the text is empty.") }
        guard text.utf8.count <= Self.textBound else {
            throw CommandError("The text is longer than \(Self.textBound / 1024) KiB; send it as a file.")
        }
        try await requireSession(of: account).say(text, in: conversation, kind: kind)
    }

    package func open(_ conversation: ConversationID, kind: ConversationKind) async throws {
        let record = try await profile.open(conversation, kind: kind)
        if record.kind != kind, kind == .room { try await profile.setKind(kind, of: conversation) }
        await front.present(.opened(conversation, kind == .room ? .room : record.kind))
    }

    package func present(_ notice: Notice) {
        notices.add(notice)
    }

    package func ask(_ question: String, isSecret: Bool) async -> String? {
        isSecret ? await front.secret(question) : await front.ask(question)
    }

    /// The longest text that is said as one message, in octets; servers commonly refuse stanzas beyond 256 KiB.
    static let textBound = 128 * 1024

    func requireSession(of account: Account) throws -> Session {
        guard let session = session(of: account.jid) else {
            throw CommandError("There is no account \(account); /account list shows those there are.")
        }
        return session
    }
}
