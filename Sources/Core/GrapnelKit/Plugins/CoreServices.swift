/// What the core does for plugins and commands; implemented by the client layer, never by a plugin.
package protocol CoreServices: Sendable {
    var accounts: [Account] { get }
    func account(chosen: JID?) throws -> Account
    func boundAddress(of account: Account) -> JID?
    func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, account: Account, timeout: Duration
    ) async throws -> IQ
    func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, account: Account, timeout: Duration,
        collecting: Companions
    ) async throws -> CollectedReply
    func send(_ stanza: XMLElement, account: Account) async throws
    func unwrap(_ message: CarriedMessage, account: Account) async throws -> IncomingMessage?
    func take(_ page: ArchivePage, owner: String) async throws -> TakenPage
    func setting(_ key: String, account: Account, owner: String) async throws -> String?
    func set(_ key: String, to value: String?, account: Account, owner: String) async throws
    func say(_ text: String, in conversation: ConversationID, kind: ConversationKind) async throws
    func open(_ conversation: ConversationID, kind: ConversationKind) async throws
    func newID() -> String
    func present(_ notice: Notice)
    func ask(_ question: String, isSecret: Bool) async -> String?

    // Registration, each in the name of an owner; the core writes it into the ledger.
    func advertise(_ feature: String, owner: String)
    func bindFeature(_ element: XMLElement, owner: String)
    func answer(
        _ kind: IQ.RequestKind, name: String, namespace: String, owner: String,
        _ body: @escaping @Sendable (Account, Source, IQ, XMLElement) async throws -> XMLElement?
    ) throws
    func filter<Value: Sendable>(
        _ point: FilterPoint<Value>, at stage: Stage, name: String, before: [String], after: [String], owner: String,
        _ body: @escaping FilterBody<Value>
    ) throws
    func observe<Event: Sendable>(
        _ point: ObservationPoint<Event>, owner: String, _ body: @escaping ObserverBody<Event>
    )
    func run<Value: Sendable>(
        _ value: Value, through point: FilterPoint<Value>
    ) async throws -> FilterOutcome<Value>
    func tell<Event: Sendable>(_ event: Event, at point: ObservationPoint<Event>) async throws
    func command(_ command: Command, owner: String) throws
    func complete(_ kind: VariableKind, owner: String, _ body: @escaping CompletionBody)
    func task(_ name: String, owner: String, _ body: @escaping @Sendable () async throws -> Void)
    func claim(_ room: JID, account: Account, presence: Presence, owner: String) async throws
    func note(occupant: JID, account: Account, owner: String) throws
    func release(_ room: JID, account: Account, presence: Presence?, owner: String) async throws
}

extension CoreServices {
    /// Nobody is there.
    package func ask(_ question: String, isSecret: Bool) async -> String? { nil }
}

/// Something to tell the person in front that no command asked for.
public struct Notice: Sendable {
    public let account: JID?
    public let conversation: ConversationID?
    public let text: String

    public init(_ text: String, account: JID? = nil, conversation: ConversationID? = nil) {
        self.text = text
        self.account = account
        self.conversation = conversation
    }
}

/// Answers what a word of some kind may become; at most the first 200 are shown.
public typealias CompletionBody = @Sendable (CompletionQuery) async -> [String]

/// What is being completed, and where.
public struct CompletionQuery: Sendable {
    /// The words of the line before it, without the name of the command and without the account.
    public let words: [String]

    /// The account that the line names with `-a`, otherwise that of the open conversation; nil where neither does.
    public let account: JID?

    /// What has been typed of the word.
    public let prefix: String

    /// The conversation that is open in front, where one is.
    public let conversation: ConversationID?

    package init(prefix: String, conversation: ConversationID?, words: [String] = [], account: JID? = nil) {
        self.words = words
        self.account = account
        self.prefix = prefix
        self.conversation = conversation
    }
}
