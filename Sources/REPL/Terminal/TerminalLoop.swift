internal import CReadline
internal import Glibc

/// What the terminal's own thread does from its first key to its last.
final class TerminalLoop {
    private struct Question {
        let text: Line
        let continuation: CheckedContinuation<String?, Never>
        /// Nil where what is typed may be seen: the editor reads it then.
        var reader: SecretReader?
    }

    private let terminal: Terminal
    private let options: TerminalOptions
    private let editor: LineEditor
    private var question: Question?
    private var questions: [(text: Line, isSecret: Bool, continuation: CheckedContinuation<String?, Never>)] = []
    /// What stands at the foot while nothing is asked.
    private var prompt: Line?
    private var isInputOver = false

    /// Nil where the system refuses streams on the descriptors.
    init?(terminal: Terminal, options: TerminalOptions) {
        let layout = {
            LineLayout(columns: Terminal.columns(of: options.output), isColoured: options.isColoured)
        }
        let complete: (String) -> [String] = { line in
            let request = CompletionRequest(line: line)
            terminal.events.add(.completion(request))
            return request.wait()
        }
        guard let editor = LineEditor(options: options, mayKeep: terminal.mayKeep, complete: complete, layout: layout)
        else { return nil }
        self.terminal = terminal
        self.options = options
        self.editor = editor
    }

    func run() {
        editor.begin()
        while true {
            let (orders, isClosing) = terminal.takeOrders()
            orders.forEach(follow)
            printWaiting()
            if isClosing { break }
            let takesKeys = !isInputOver && !terminal.lines.isFull
            let ready = terminal.wakeUp.wait(for: takesKeys ? options.input : -1)
            if ready & Int16(POLLIN) != 0 {
                readKey()
            } else if ready & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
                endInput()
            }
        }
        endQuestion(nil)
        for question in questions { question.continuation.resume(returning: nil) }
        editor.end()
    }

    private func follow(_ order: Terminal.Order) {
        switch order {
        case .prompt(let line):
            prompt = line
            if !editor.isAsking { editor.setPrompt(line) }
        case .clear: editor.clearScreen()
        case .history: editor.readHistoryAgain()
        case .resize: editor.resize()
        case .question(let text, let isSecret, let continuation):
            questions.append((text, isSecret, continuation))
            askNext()
        }
    }

    private func printWaiting() {
        let lines = terminal.output.take()
        if lines.isEmpty { return }
        if question?.reader != nil { write("\r\u{1B}[K") }
        editor.printAbove(lines.flatMap(editor.layout().rows(of:)))
        showQuestion()
    }

    private func readKey() {
        terminal.notePress()
        if question?.reader != nil {
            switch question?.reader?.read() {
            case .done(let secret): endQuestion(secret)
            case .givenUp: endQuestion(nil)
            case .more, nil: break
            }
            return
        }
        for outcome in editor.readKey() {
            switch outcome {
            case .line(let line) where question != nil: endQuestion(line)
            case .interrupt where question != nil, .endOfInput where question != nil: endQuestion(nil)
            case .line(let line): terminal.lines.add(line)
            case .interrupt(let count): terminal.events.add(.interrupt(count))
            case .endOfInput: endInput()
            }
        }
    }

    private func endInput() {
        isInputOver = true
        endQuestion(nil)
        editor.leave()
        terminal.lines.close()
    }

    private func askNext() {
        guard question == nil, !questions.isEmpty, !isInputOver else { return }
        let next = questions.removeFirst()
        editor.leave()
        let reader = next.isSecret ? SecretReader(descriptor: options.input) : nil
        question = Question(text: next.text, continuation: next.continuation, reader: reader)
        if !next.isSecret { editor.beginQuestion("[?] \(next.text) ") }
        showQuestion()
    }

    /// The question stands behind a mark of ours, so that no text of others can look like one.
    private func showQuestion() {
        guard let question, question.reader != nil else { return }
        var layout = editor.layout()
        layout.columns = nil
        write(layout.rows(of: "[?] \(question.text) ").joined())
    }

    private func endQuestion(_ answer: String?) {
        guard var open = question else { return }
        question = nil
        if open.reader == nil {
            editor.endQuestion()
        } else {
            open.reader?.end()
            write("\r\u{1B}[K")
        }
        open.continuation.resume(returning: answer)
        if isInputOver { return }
        guard questions.isEmpty else { return askNext() }
        if let prompt { editor.setPrompt(prompt) }
        editor.install()
    }

    private func write(_ text: String) {
        fputs(text, editor.output)
        fflush(editor.output)
    }
}
