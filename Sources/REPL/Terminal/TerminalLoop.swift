internal import CReadline
internal import Glibc

/// What the terminal's own thread does from its first key to its last.
final class TerminalLoop {
    private struct Question {
        let text: Line
        let continuation: CheckedContinuation<String?, Never>
        var reader: SecretReader
    }

    private let terminal: Terminal
    private let options: TerminalOptions
    private let editor: LineEditor
    private var question: Question?
    private var questions: [(Line, CheckedContinuation<String?, Never>)] = []
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
        for (_, continuation) in questions { continuation.resume(returning: nil) }
        editor.end()
    }

    private func follow(_ order: Terminal.Order) {
        switch order {
        case .prompt(let line): editor.setPrompt(line)
        case .clear: editor.clearScreen()
        case .resize: editor.resize()
        case .secret(let text, let continuation):
            questions.append((text, continuation))
            askNext()
        }
    }

    private func printWaiting() {
        let lines = terminal.output.take()
        if lines.isEmpty { return }
        if question != nil { write("\r\u{1B}[K") }
        editor.printAbove(lines.flatMap(editor.layout().rows(of:)))
        showQuestion()
    }

    private func readKey() {
        if question != nil {
            switch question?.reader.read() {
            case .done(let secret): endQuestion(secret)
            case .givenUp: endQuestion(nil)
            case .more, nil: break
            }
            return
        }
        for outcome in editor.readKey() {
            switch outcome {
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
        let (text, continuation) = questions.removeFirst()
        editor.leave()
        let reader = SecretReader(descriptor: options.input)
        question = Question(text: text, continuation: continuation, reader: reader)
        showQuestion()
    }

    /// The question stands behind a mark of ours, so that no text of others can look like one.
    private func showQuestion() {
        guard let question else { return }
        var layout = editor.layout()
        layout.columns = nil
        write(layout.rows(of: "[?] \(question.text) ").joined())
    }

    private func endQuestion(_ secret: String?) {
        guard var open = question else { return }
        open.reader.end()
        question = nil
        write("\r\u{1B}[K")
        open.continuation.resume(returning: secret)
        if isInputOver { return }
        if questions.isEmpty { editor.install() } else { askNext() }
    }

    private func write(_ text: String) {
        fputs(text, editor.output)
        fflush(editor.output)
    }
}
