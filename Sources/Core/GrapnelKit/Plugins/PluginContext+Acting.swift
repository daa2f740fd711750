extension PluginContext {
    /// All accounts of this profile, online or not.
    public var accounts: [Account] { services.accounts }

    /// The full address that the server gave an account's session; nil while there is none.
    public func boundAddress(of account: Account) -> JID? {
        services.boundAddress(of: account)
    }

    /// A new stanza identifier: unguessable, so that an answer cannot be forged by one who did not see the question.
    public func newID() -> String {
        services.newID()
    }

    /// Sends a request and waits for its answer, which is matched by identifier and sender.
    ///
    /// - Parameter timeout: how long to wait; 30 seconds unless told otherwise.
    /// - Throws: ``StanzaError`` where the other side refused, ``RequestFailure`` where no answer came, also because
    ///   the plugin is not active any more.
    @discardableResult
    public func request(
        _ kind: IQ.RequestKind, _ payload: some Payload, to: JID? = nil, on account: Account,
        timeout: Duration = .seconds(30)
    ) async throws -> IQ {
        guard isOpen else { throw RequestFailure.cancelled }
        return try await services.request(kind, payload.element, to: to, account: account, timeout: timeout)
    }

    /// Sends a presence.
    ///
    /// - Throws: ``CommandError`` where the account is not online.
    public func send(_ presence: Presence, on account: Account) async throws {
        try await core.send(presence.element, account: account)
    }

    /// Sends a message that is no part of a conversation, such as a chat state.
    ///
    /// - Throws: ``CommandError`` where the account is not online, or where the message has text for people, plain or
    ///   as XHTML (XEP-0071): that goes through ``say(_:in:kind:)``, which journals and encrypts.
    public func send(_ message: Message, on account: Account) async throws {
        guard !message.hasText else {
            throw CommandError("A message with a body is sent with say, so that it is stored and encrypted.")
        }
        try await core.send(message.element, account: account)
    }

    /// Says something in a conversation: journalled, then through the send pipeline, then on the stream.
    public func say(_ text: String, in conversation: ConversationID, kind: ConversationKind) async throws {
        try await core.say(text, in: conversation, kind: kind)
    }

    /// Makes a conversation the open one in front.
    public func open(_ conversation: ConversationID, kind: ConversationKind) async throws {
        try await core.open(conversation, kind: kind)
    }

    /// Tells the person in front something that no command asked for.
    public func notice(_ text: String, account: Account? = nil, conversation: ConversationID? = nil) {
        registerWhileOpen { $0.present(Notice(text, account: account?.jid, conversation: conversation)) }
    }

    /// Enters a room: sends a directed presence, and has stanzas from this address come with the source
    /// ``Source/room(_:)`` or ``Source/occupant(_:)``.
    ///
    /// The claim belongs to the plugin: when it is deactivated the core sends unavailable presence in its place.
    ///
    /// - Parameter presence: addressed to the room with the nick as its resource.
    /// - Throws: ``CommandError`` where the account is not online or another plugin has claimed the address.
    public func enter(_ room: JID, with presence: Presence, on account: Account) async throws {
        try await core.claim(room.bare, account: account, presence: presence, owner: plugin)
        // The door may have closed while the presence was on its way; then nobody else would leave the room.
        guard !isOpen else { return }
        let goodbye = presence.to.map { Presence(.unavailable, to: $0) }
        try await services.release(room.bare, account: account, presence: goodbye, owner: plugin)
        throw closed
    }

    /// Changes which occupant the plugin is in a room that it has entered, and sends nothing: after the room gave or
    /// confirmed another nick, or refused one.
    ///
    /// The core leaves with this address when the plugin is deactivated.
    ///
    /// - Parameter occupant: the room with the nick as its resource.
    /// - Throws: ``CommandError`` for an address without a nick, or of a room that the plugin is not in.
    public func note(occupant: JID, on account: Account) throws {
        try core.note(occupant: occupant, account: account, owner: plugin)
    }

    /// Leaves a room that was entered; without a presence the claim ends silently, as after a kick.
    public func leave(_ room: JID, with presence: Presence?, on account: Account) async throws {
        try await core.release(room.bare, account: account, presence: presence, owner: plugin)
    }
}

extension Message {
    /// Whether there is anything in it for people to read that would pass by the journal and the encryption.
    fileprivate var hasText: Bool {
        element.first("body", clientNamespace) != nil
            || element.first("html", "http://jabber.org/protocol/xhtml-im") != nil
    }
}
