public import GrapnelClient
public import GrapnelKit
public import GrapnelStore

/// The front for a person at a terminal.
public actor InteractiveFront: CommandedFront {
    private let terminal: Terminal
    private let running = RunningCommand()
    private var transcript = Transcript()
    private var client: Client?
    private var isOver = false

    /// Why an account is offline, as it was told last; a command that fails for this need not say it again.
    private var lastFailure: String?
    private var status = ExitStatus.success

    public init(terminal: Terminal) {
        self.terminal = terminal
    }

    // MARK: Front

    public func present(_ event: FrontEvent) async {
        if case .connection(let account, .failed(let reason, _)) = event { lastFailure = "\(account): \(reason)" }
        let name = await contactName(event)
        await terminal.print(transcript.lines(for: event, name: name))
        showPrompt()
    }

    public nonisolated func secret(_ question: String) async -> String? {
        await terminal.askSecret("\(question)")
    }

    public nonisolated func ask(_ question: String) async -> String? {
        let answer = await terminal.ask("\(question)")
        // The line is off the screen by now.
        if let answer { await terminal.print([Line(.dim, "? \(question) \(answer)")]) }
        return answer
    }

    public nonisolated func forget(_ account: JID) async {
        terminal.readHistoryAgain()
    }

    var desk: Desk { transcript.desk }

    func clear() {
        terminal.clear()
    }

    public func quit() {
        quit(.success)
    }

    private func quit(_ status: ExitStatus) {
        self.status = status
        isOver = true
        running.cancel()
        terminal.endInput()
    }

    // MARK: Running

    /// Serves the person until they leave, or a signal asks to; the caller stops the client and closes the terminal.
    ///
    /// - Parameter connecting: whether the accounts that want to be online at start are connected.
    /// - Throws: what the client throws when it starts.
    public func run(_ client: Client, _ profile: Profile, connecting: Bool) async throws -> ExitStatus {
        self.client = client
        try FrontCommands(client: client, profile: profile, front: self).register()
        let secrets = SecretWords { client.command(named: $0) }
        terminal.keep { !secrets.areIn($0) }
        showPrompt()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await self.followSignals() }
            group.addTask { await self.followEvents() }
            group.addTask { await self.terminal.watchIdleness() }
            try await client.start(connecting: connecting)
            if try await profile.accounts().isEmpty { await welcome() }
            while !isOver, let line = await terminal.nextLine() {
                await handle(line)
            }
            isOver = true
            group.cancelAll()
        }
        return status
    }

    private func welcome() async {
        await terminal.print([
            "There is no account yet. Three lines to begin with:",
            "  \(own: "/account add you@example.org", .strong)  adds one; only its address is needed",
            "  \(own: "/connect", .strong)                      goes online; the password is asked for without echo",
            "  \(own: "/help", .strong)                         lists everything else, and /quit leaves",
        ])
    }

    private func handle(_ text: String) async {
        switch TypedLine(text) {
        case .nothing: return
        case .guarded(let sentence): await terminal.print(["\(own: "!", .alert) \(sentence)"])
        case .command(let line): await execute(line)
        case .help(let name): await execute("help \(name)")
        case .message(let text): await say(text)
        }
    }

    private func say(_ text: String) async {
        guard let client, let open = desk.open else {
            await complain("No conversation is open, so nothing was sent; type /chat somebody@server, or /help.")
            return
        }
        await attempt { try await client.say(text, in: open.id, kind: open.kind) }
    }

    private func execute(_ line: String) async {
        guard let client else { return }
        let name = line.prefix { $0 != " " }
        let isSecret = SecretWords { client.command(named: $0) }.areIn("/" + line)
        await terminal.print([Line(.dim, "> /\(isSecret ? "\(name) …" : line)")])
        let conversation = desk.open?.id
        await attempt { [terminal] in
            try await client.execute(line, conversation: conversation) { terminal.post("  \(body: $0)") }
        }
    }

    /// Waits for a piece of work and says why it failed; Ctrl-C ends the wait.
    private func attempt(_ body: @escaping @Sendable () async throws -> Void) async {
        do {
            try await running.run(body)
        } catch is CancellationError {
            if !isOver { await complain("Not waiting any longer.") }
        } catch {
            if lastFailure != "\(error)" { await complain("\(error)") }
            lastFailure = nil
        }
    }

    private func complain(_ sentence: String) async {
        await terminal.print(["\(own: "!", .alert) \(body: sentence)"])
    }

    // MARK: What else happens

    private func followEvents() async {
        await withDiscardingTaskGroup { group in
            while let event = await terminal.events.next() {
                switch event {
                case .completion(let request):
                    let completion = Completion(client: client, conversation: desk.open?.id)
                    group.addTask { request.answer(await completion.candidates(for: request.line)) }
                case .activity: await client?.setActive(terminal.isActive)
                case .interrupt(let count):
                    if running.cancel() { continue }
                    if count > 1 { await terminal.print([Line(.dim, "  /quit or Ctrl-D leaves.")]) }
                }
            }
        }
    }

    private func followSignals() async {
        for await signal in Signals.stream(Signals.ending + [Signals.resized]) {
            if signal == Signals.resized {
                terminal.resize()
                showPrompt()
            } else {
                quit(.signal(signal))
            }
        }
    }

    private func showPrompt() {
        terminal.setPrompt(desk.prompt(columns: terminal.columns))
    }

    private func contactName(_ event: FrontEvent) async -> String? {
        let id: ConversationID
        switch event {
        case .message(let entry) where entry.kind == .direct, .past(let entry) where entry.kind == .direct:
            id = entry.conversation
        case .presence(let account, let presence):
            guard let from = presence.from else { return nil }
            id = ConversationID(account: account, peer: from.bare)
        default: return nil
        }
        return await client?.contact(id)?.name
    }
}
