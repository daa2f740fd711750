internal import CReadline
internal import Glibc

/// GNU readline's callback interface, held by one thread.
///
/// Readline's state is global to the process and its callbacks carry no context, so there is one editor at a time.
final class LineEditor {
    /// What the editor found out while it read keys.
    enum Outcome {
        case line(String)
        case interrupt(Int)
        case endOfInput
    }

    // Set and read by the terminal's own thread alone, as every function of readline is.
    nonisolated(unsafe) private static var active: LineEditor?

    static var current: LineEditor? { active }

    private(set) var isEditing = false
    var outcomes: [Outcome] = []
    var accepted: String?
    var interruptsInARow = 0
    private var shownPrompt = ""
    private var nextPrompt: String?
    private var kept: (line: String, point: Int)?
    /// What was being typed when a question came.
    private var interrupted: (line: String, point: Int)?
    /// Whether what is typed answers a question; no history keeps it.
    private(set) var isAsking = false

    let output: UnsafeMutablePointer<FILE>
    let input: UnsafeMutablePointer<FILE>
    let history: HistoryFile?
    let mayKeep: (String) -> Bool
    let complete: (String) -> [String]
    let layout: () -> LineLayout

    /// Opens streams of its own on the descriptors; nil where the system refuses.
    init?(
        options: TerminalOptions,
        mayKeep: @escaping (String) -> Bool,
        complete: @escaping (String) -> [String],
        layout: @escaping () -> LineLayout
    ) {
        guard let input = fdopen(options.input, "r"), let output = fdopen(options.output, "w") else { return nil }
        self.input = input
        self.output = output
        self.history = options.history.map(HistoryFile.init(path:))
        self.mayKeep = mayKeep
        self.complete = complete
        self.layout = layout
    }

    /// Takes the terminal; from here on keys come one by one.
    func begin() {
        Self.active = self
        creadline_set_streams(input, output)
        creadline_configure(
            "grapnel",
            { text, _, _ in text.flatMap { LineEditor.current?.matches(for: String(cString: $0)) } },
            { matches, count, _ in
                guard let matches, count > 0 else { return }
                // The candidates stand behind their common beginning.
                let candidates = (1...Int(count)).compactMap { matches[$0].map { String(cString: $0) } }
                LineEditor.current?.show(candidates)
            })
        creadline_restore_at_exit()
        creadline_initialize()
        // Readline has asked only the first terminal of the process for its size.
        rl_reset_screen_size()
        for key: UInt8 in [0x0D, 0x0A] { rl_bind_key(Int32(key), { _, key in LineEditor.current?.accept(key) ?? 0 }) }
        rl_bind_key(0x03, { _, _ in LineEditor.current?.interrupt() ?? 0 })
        rl_bind_key(0x1A, { _, _ in LineEditor.current?.suspend() ?? 0 })
        let entries = history?.load() ?? []
        entries.forEach { add_history($0) }
        stifle_history(Int32(HistoryFile.bound))
        if entries.count == HistoryFile.bound { history?.replace(with: entries) }
        install()
    }

    /// Gives the terminal back as it was found.
    func end() {
        leave()
        Self.active = nil
        clear_history()
    }

    /// Puts the prompt on screen and starts to take keys for it.
    func install() {
        shownPrompt = nextPrompt ?? shownPrompt
        nextPrompt = nil
        isEditing = true
        rl_callback_handler_install(shownPrompt) { line in LineEditor.current?.finish(isEnd: line == nil) }
        if let kept {
            rl_insert_text(kept.line)
            creadline_set_point(Int32(kept.point))
            rl_redisplay()
        }
        kept = nil
    }

    /// Clears prompt and line and lets the terminal be an ordinary one.
    func leave() {
        guard isEditing else { return }
        isEditing = false
        if creadline_end() > 0 { kept = (String(cString: creadline_line()), Int(creadline_point())) }
        rl_clear_visible_line()
        rl_callback_handler_remove()
        fflush(output)
    }

    /// Takes the answer to a question as a line; what was being typed waits.
    func beginQuestion(_ prompt: Line) {
        leave()
        (interrupted, kept) = (kept, nil)
        isAsking = true
        setPrompt(prompt)
        install()
    }

    /// Ends the question, whatever became of it; ``install()`` brings back what was being typed.
    func endQuestion() {
        leave()
        (kept, interrupted) = (interrupted, nil)
        isAsking = false
    }

    /// Reads the key that is there; what came of it is in the answer.
    func readKey() -> [Outcome] {
        if creadline_end() == 0, creadline_is_searching() == 0 {
            // Readline would leave the prompt on screen at Ctrl-D, so it does not get to see it on an empty line.
            var key: UInt8 = 0x04
            guard read(fileno(input), &key, 1) == 1, key != 0x04 else {
                leave()
                return [.endOfInput]
            }
            rl_stuff_char(Int32(key))
        }
        rl_callback_read_char()
        if nextPrompt != nil, isEditing { showPrompt() }
        defer { outcomes = [] }
        return outcomes
    }

    /// Prints rows above the prompt; the line being typed stays.
    func printAbove(_ rows: [String]) {
        if isEditing { rl_clear_visible_line() }
        for row in rows {
            fputs(row, output)
            fputs("\n", output)
        }
        if isEditing { rl_forced_update_display() }
        fflush(output)
    }

    /// Changes the prompt, at once or when a search through the history is over.
    func setPrompt(_ prompt: Line) {
        var layout = layout()
        layout.columns = nil
        nextPrompt = Self.marked(layout.rows(of: prompt).joined(separator: " "))
        if isEditing { showPrompt() }
    }

    func clearScreen() {
        fputs("\u{1B}[H\u{1B}[2J", output)
        if isEditing { rl_forced_update_display() }
        fflush(output)
    }

    func resize() {
        rl_resize_terminal()
    }

    func readHistoryAgain() {
        clear_history()
        history?.load().forEach { add_history($0) }
    }

    private func showPrompt() {
        guard let prompt = nextPrompt, creadline_is_searching() == 0 else { return }
        nextPrompt = nil
        if prompt == shownPrompt { return }
        shownPrompt = prompt
        rl_clear_visible_line()
        rl_set_prompt(prompt)
        rl_forced_update_display()
    }

    /// Readline wants what takes no room in a prompt between U+0001 and U+0002.
    private static func marked(_ prompt: String) -> String {
        var text = ""
        var isSequence = false
        for scalar in prompt.unicodeScalars {
            if scalar == "\u{1B}" {
                isSequence = true
                text.unicodeScalars.append("\u{1}")
            }
            text.unicodeScalars.append(scalar)
            if isSequence, scalar == "m" {
                isSequence = false
                text.unicodeScalars.append("\u{2}")
            }
        }
        return text
    }
}
