public import GrapnelClient
internal import GrapnelKit
public import GrapnelStore

/// The front for pipes and scripts: a line in, lines out, errors with the number of their line, an exit status.
public actor PipedFront: CommandedFront {
    private let writer: PipeWriter
    private let source: LineSource
    let options: PipedOptions
    let expectations: Expectations
    private let running = RunningCommand()
    private let transcript = PipeTranscript()
    private var client: Client?
    private(set) var desk = Desk()
    var unsent: [Int64: ConversationID] = [:]
    private var line: Int?

    /// What was told last of an account; a command that fails for the same reason does not say it again.
    private var lastFailure: String?
    private var hasFailed = false
    var ending: ExitStatus?
    var waiting: [CheckedContinuation<Void, Never>] = []

    public init(writer: PipeWriter, source: LineSource, options: PipedOptions = PipedOptions()) {
        self.writer = writer
        self.source = source
        self.options = options
        expectations = Expectations(options.waitFor)
    }

    // MARK: Front

    public func present(_ event: FrontEvent) async {
        let isOnItsWay = isOnItsWay(event)
        note(event)
        if case .connection(let account, .failed(let reason, nil)) = event { lastFailure = "\(account): \(reason)" }
        let outcome = transcript.outcome(of: event, isOnItsWay: isOnItsWay)
        if let failure = outcome.failure { complain(failure) }
        await print(outcome.lines)
        wake()
    }

    public nonisolated func secret(_ question: String) async -> String? {
        await TerminalQuestion.ask("\(question)", isSecret: true)
    }

    public nonisolated func ask(_ question: String) async -> String? {
        await TerminalQuestion.ask("\(question)", isSecret: false)
    }

    func clear() {}

    public func quit() {
        end(.success)
    }

    func end(_ status: ExitStatus) {
        if ending == nil { ending = status }
        running.cancel()
        source.close()
        wake()
    }

    // MARK: Running

    /// Works through the lines, then waits for what is on its way; the caller stops the client and closes the writer.
    ///
    /// - Parameter connecting: whether the accounts that want to be online at start are connected.
    /// - Throws: what the client throws when it starts.
    public func run(_ client: Client, _ profile: Profile, connecting: Bool) async throws -> ExitStatus {
        self.client = client
        try FrontCommands(client: client, profile: profile, front: self).register()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                for await signal in Signals.stream(Signals.ending) { await self.end(.signal(signal)) }
            }
            try await client.start(connecting: connecting)
            if connecting { await waitForAccounts(try await profile.accounts().filter(\.isEnabled).map(\.jid)) }
            while ending == nil, let item = await source.next() {
                line = item.number
                await handle(item)
            }
            line = nil
            await waitForUnsent()
            await waitForTexts()
            group.cancelAll()
        }
        return ending.flatMap { $0 == .success ? nil : $0 } ?? (hasFailed ? .failure : .success)
    }

    private func handle(_ item: LineSource.Item) async {
        let text: String
        switch item.text {
        case .success(let line): text = line
        case .failure(let error): return complain("\(own: "\(error)")")
        }
        switch TypedLine(text) {
        case .nothing: return
        case .guarded(let sentence): complain(sentence)
        case .command(let line): await execute(line)
        case .help(let name): await execute("help \(name)")
        case .message(let text): await say(text)
        }
    }

    private func say(_ text: String) async {
        guard let client, let open = desk.open else {
            return complain("No conversation is open, so nothing was sent; put /chat somebody@server before it.")
        }
        await attempt { try await client.say(text, in: open.id, kind: open.kind) }
    }

    private func execute(_ line: String) async {
        guard let client else { return }
        let conversation = desk.open?.id
        await attempt { [transcript, writer, expectations] in
            try await client.execute(line, conversation: conversation) { text in
                let line = transcript.output(text)
                writer.post(line)
                writer.text(of: line).forEach(expectations.see)
            }
        }
    }

    private func attempt(_ body: @escaping @Sendable () async throws -> Void) async {
        do {
            try await running.run(body)
        } catch is CancellationError {
            if ending == nil { complain("The command was given up.") }
        } catch {
            if lastFailure != "\(error)" { complain("\(body: "\(error)")") }
            lastFailure = nil
        }
    }

    // MARK: Printing

    private func print(_ lines: [Line]) async {
        for line in lines { writer.text(of: line).forEach(expectations.see) }
        if !lines.isEmpty, !(await writer.write(lines)) { end(.failure) }
    }

    func complain(_ sentence: Line) {
        hasFailed = true
        let place: Line = line.map { "\(source.name($0)): " } ?? "grapnel: "
        writer.complain(place + sentence)
    }

    /// Whether an event is about a message that has not been shown as sent.
    private func isOnItsWay(_ event: FrontEvent) -> Bool {
        if case .progress(let entry) = event { unsent[entry.number] != nil } else { false }
    }

    private func note(_ event: FrontEvent) {
        switch event {
        case .connection(let account, let state): desk.note(account, state)
        case .opened(let id, let kind): desk.open(id, kind: kind)
        case .message(let entry), .progress(let entry):
            if case .message = event { desk.note(entry) }
            guard entry.direction == .outgoing else { return }
            unsent[entry.number] = entry.state == .pending ? entry.conversation : nil
        default: return
        }
    }
}
