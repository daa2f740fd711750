internal import Glibc
internal import Synchronization

/// A terminal with a line at its foot that stays whole while lines are printed above it.
///
/// Readline and the terminal belong to one thread, which sleeps in `poll` until there is a key or an order; nothing here
/// blocks the cooperative pool. There is one terminal in a process at a time.
public final class Terminal: Sendable {
    /// What the thread is asked to do, in order.
    enum Order: Sendable {
        case prompt(Line)
        case question(Line, isSecret: Bool, CheckedContinuation<String?, Never>)
        case clear
        case history
        case resize
    }

    private struct State {
        var orders: [Order] = []
        var isClosing = false
        var isOver = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private static let isTaken = Atomic(false)

    /// Lines as they were accepted; it ends when the person or the terminal ends the input.
    let lines = Inbox<String>(bound: 100)

    /// What else happened.
    let events = Inbox<TerminalEvent>(bound: 100)

    let output = OutputQueue()
    let wakeUp: WakeUp
    private let descriptor: Int32
    private let mayKeep = Mutex<@Sendable (String) -> Bool> { _ in true }
    private let state = Mutex(State())
    private let idleness: Mutex<Idleness<ContinuousClock.Instant>>

    /// Takes the terminal.
    ///
    /// - Throws: ``TerminalError`` where a descriptor is no terminal, or another part of the process has one.
    public init(options: TerminalOptions = TerminalOptions()) throws(TerminalError) {
        guard isatty(options.input) == 1, isatty(options.output) == 1 else {
            throw TerminalError(.noTerminal, "Standard input and output are not both a terminal.")
        }
        let wakeUp = try WakeUp()
        guard !Self.isTaken.exchange(true, ordering: .acquiringAndReleasing) else {
            throw TerminalError(.busy, "Another part of this program reads the terminal already.")
        }
        self.wakeUp = wakeUp
        self.descriptor = options.output
        idleness = Mutex(Idleness(limit: options.idleAfter, now: .now))
        do {
            try OwnThread.run { [self] in
                TerminalLoop(terminal: self, options: options)?.run()
                finish()
            }
        } catch {
            Self.isTaken.store(false, ordering: .releasing)
            throw error
        }
    }

    /// Prints lines above the prompt; waits while too much is waiting to be printed.
    public func print(_ lines: [Line]) async {
        guard !lines.isEmpty, await output.add(lines) else { return }
        wakeUp.signal()
    }

    /// Prints a line without waiting, for those who cannot.
    public func post(_ line: Line) {
        output.addNow(line)
        wakeUp.signal()
    }

    /// Changes the prompt; the line being typed stays.
    public func setPrompt(_ prompt: Line) {
        add(.prompt(prompt))
    }

    /// Empties the screen above the prompt.
    public func clear() {
        add(.clear)
    }

    /// Takes the history from its file, from which lines were removed.
    func readHistoryAgain() {
        add(.history)
    }

    /// Looks at the size of the screen anew, as after SIGWINCH.
    public func resize() {
        add(.resize)
    }

    /// The next line that was accepted; nil once the person or the terminal has ended the input.
    func nextLine() async -> String? {
        defer { wakeUp.signal() }
        return await lines.next()
    }

    /// Lets only some lines into the history; asked on the terminal's own thread.
    func keep(_ mayKeep: @escaping @Sendable (String) -> Bool) {
        self.mayKeep.withLock { $0 = mayKeep }
    }

    func mayKeep(_ line: String) -> Bool {
        mayKeep.withLock { $0 }(line)
    }

    /// Takes no more lines; what was typed ahead is dropped.
    func endInput() {
        lines.end()
    }

    /// The width of the screen; 80 where nobody says.
    var columns: Int { Self.columns(of: descriptor) }

    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 10 else { return 80 }
        return Int(size.ws_col)
    }

    /// Asks for a secret without echo; nil where the person gives up.
    public func askSecret(_ question: Line) async -> String? {
        await ask(question, isSecret: true)
    }

    /// Asks for a line, which no history keeps; nil where the person gives up.
    public func ask(_ question: Line, isSecret: Bool = false) async -> String? {
        await withCheckedContinuation { continuation in
            if !add(.question(question, isSecret: isSecret, continuation)) { continuation.resume(returning: nil) }
        }
    }

    /// Prints what waits, restores the terminal and gives it back.
    public func close() async {
        output.close()
        state.withLock { $0.isClosing = true }
        wakeUp.signal()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waitingForEnd.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    /// Whether a key was pressed lately.
    var isActive: Bool { idleness.withLock(\.isActive) }

    /// A key was pressed.
    func notePress() {
        if idleness.withLock({ $0.press(at: .now) }) { events.add(.activity) }
    }

    /// Tells when nobody has pressed a key for long, until it is cancelled.
    func watchIdleness() async {
        while !Task.isCancelled {
            let (isOver, next) = idleness.withLock { $0.look(at: .now) }
            if isOver { events.add(.activity) }
            do { try await Task.sleep(until: next) } catch { return }
        }
    }

    @discardableResult
    private func add(_ order: Order) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isOver, !state.isClosing else { return false }
            // Of several prompts in a row only the last is ever seen.
            if case .prompt = order, case .prompt? = state.orders.last { state.orders.removeLast() }
            state.orders.append(order)
            return true
        }
        if isTaken { wakeUp.signal() }
        return isTaken
    }

    /// What is to be done, and whether that is all.
    func takeOrders() -> (orders: [Order], isClosing: Bool) {
        state.withLock { state in
            defer { state.orders = [] }
            return (state.orders, state.isClosing)
        }
    }

    private func finish() {
        output.close()
        lines.close()
        events.close()
        let (orders, waiting) = state.withLock { state in
            state.isOver = true
            defer { (state.orders, state.waitingForEnd) = ([], []) }
            return (state.orders, state.waitingForEnd)
        }
        _ = output.take()
        for case .question(_, _, let continuation) in orders { continuation.resume(returning: nil) }
        Self.isTaken.store(false, ordering: .releasing)
        waiting.forEach { $0.resume() }
    }
}
