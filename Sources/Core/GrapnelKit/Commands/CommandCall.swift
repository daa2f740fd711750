/// One call of a command: its arguments, where it was typed, and what it may do.
public struct CommandCall: Sendable {
    /// The arguments by the names that the synopsis gives them.
    public let arguments: [String: String]

    /// The conversation that is open in front, where one is.
    public let conversation: ConversationID?

    package let chosenAccount: JID?
    package let services: any CoreServices
    package let output: @Sendable (String) -> Void

    package init(
        arguments: [String: String], conversation: ConversationID?, chosenAccount: JID?,
        services: any CoreServices, output: @escaping @Sendable (String) -> Void
    ) {
        self.arguments = arguments
        self.conversation = conversation
        self.chosenAccount = chosenAccount
        self.services = services
        self.output = output
    }

    /// An argument, or nil where the line leaves it out.
    public subscript(_ name: String) -> String? { arguments[name] }

    /// An argument as an address, or nil where the line leaves it out.
    ///
    /// - Throws: ``CommandError`` saying what is wrong with the address.
    public func jid(_ name: String) throws -> JID? {
        guard let text = arguments[name] else { return nil }
        do {
            return try JID(text)
        } catch {
            throw CommandError("\(error)")
        }
    }

    /// The account that the call is for: the one named with `-a`, that of the open conversation, or the only one.
    ///
    /// - Throws: ``CommandError`` where none of these names one.
    public var account: Account {
        get throws { try services.account(chosen: chosenAccount ?? conversation?.account) }
    }

    /// Prints a line in front; what a peer wrote may stand in it, the front makes it safe to show.
    public func print(_ line: String) {
        output(line)
    }

    /// Sends a request for the call's account and waits for the answer.
    ///
    /// - Throws: ``StanzaError`` where the other side refused, ``CommandError`` where there is no session, or a
    ///   ``RequestFailure`` for a time-out or a lost connection.
    @discardableResult
    public func request(_ kind: IQ.RequestKind, _ payload: some Payload, to: JID? = nil) async throws -> IQ {
        try await services.request(kind, payload.element, to: to, account: account, timeout: .seconds(30))
    }
}
