import Foundation
import Synchronization
import TestSupport
import Testing

@testable import REPL

/// Readline serves one terminal at a time, so these run one after another.
@Suite("A terminal", .serialized, .timeLimit(.minutes(2)))
struct TerminalTests {
    /// The terminal of the last test, which a failure leaves open.
    private static let last = Mutex<Terminal?>(nil)

    private func terminal(
        _ pseudo: PseudoTerminal, history: String? = nil
    ) async throws -> Terminal {
        await Self.last.withLock { $0 }?.close()
        var options = TerminalOptions()
        options.input = pseudo.slave
        options.output = pseudo.slave
        options.isColoured = false
        options.history = history
        let terminal = try Terminal(options: options)
        Self.last.withLock { $0 = terminal }
        terminal.setPrompt("alice > ")
        try await pseudo.wait("the prompt") { $0.beforeCursor == "alice > " && $0.isPasteBracketed }
        return terminal
    }

    @Test("Lines that come in stand above the line being typed, which stays")
    func printing() async throws {
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        pseudo.type("half a sen")
        try await pseudo.wait("the keys") { $0.beforeCursor == "alice > half a sen" }
        await terminal.print(["10:04 <bob> one", "10:05 <bob> \(body: "two\nthree")"])
        let screen = try await pseudo.wait("the lines") { $0.lines.count == 4 && $0.beforeCursor.hasSuffix("a sen") }
        #expect(
            screen.lines == ["10:04 <bob> one", "10:05 <bob> two", "  │ three", "alice > half a sen"])
        pseudo.type("\u{1B}[D\u{1B}[D\u{1B}[DX")
        try await pseudo.wait("the key in the middle") { $0.beforeCursor == "alice > half a X" }
        await terminal.print(["10:06 <bob> four"])
        try await pseudo.wait("the line") {
            $0.lines.contains("10:06 <bob> four") && $0.beforeCursor == "alice > half a X"
        }
        pseudo.type("\r")
        #expect(await terminal.nextLine() == "half a Xsen")
        let after = try await pseudo.wait("an empty line") { $0.beforeCursor == "alice > " }
        #expect(after.lines.last == "alice >", "an accepted line is taken off the screen")
        #expect(after.unknown.isEmpty)
        await terminal.close()
    }

    @Test("A line of several rows stays whole too", arguments: [40, 80])
    func longLine(columns: Int) async throws {
        let pseudo = try PseudoTerminal(columns: columns)
        let terminal = try await terminal(pseudo)
        let long = String(repeating: "word ", count: 30) + "end"
        pseudo.type(long)
        try await pseudo.wait("the keys") { $0.lines.joined().hasSuffix("end") }
        for number in 0..<5 { await terminal.print(["10:0\(own: "\(number)") <bob> \(body: "line")"]) }
        let screen = try await pseudo.wait("the lines") {
            $0.lines.contains("10:04 <bob> line") && $0.lines.joined().hasSuffix("end")
        }
        let rows = screen.lines.drop { !$0.hasPrefix("alice >") }
        #expect(screen.lines.prefix(5) == (0..<5).map { "10:0\($0) <bob> line" }[...])
        #expect(rows.joined().filter { $0 != " " } == "alice>" + long.filter { $0 != " " })
        pseudo.type("\r")
        #expect(await terminal.nextLine() == long)
        let after = try await pseudo.wait("an empty line") { $0.beforeCursor == "alice > " }
        #expect(after.lines.count == 6)
        await terminal.close()
    }

    @Test("A pasted text of several lines is one line, and its line breaks stay")
    func paste() async throws {
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        pseudo.type("\u{1B}[200~/quit\r/omemo trust all\u{1B}[201~")
        pseudo.type("\r")
        #expect(await terminal.nextLine() == "/quit\n/omemo trust all")
        for text in ["grüße 漢字 👍", "漢", "👍🏽"] {
            pseudo.type(text + "\r")
            #expect(await terminal.nextLine() == text)
        }
        await terminal.close()
    }

    @Test("Ctrl-C clears the line, then tells how often it came; Ctrl-D ends the input")
    func leaving() async throws {
        let pseudo = try PseudoTerminal()
        let before = pseudo.modes
        let terminal = try await terminal(pseudo)
        #expect(pseudo.modes != before)
        pseudo.type("never sent")
        try await pseudo.wait("the keys") { $0.beforeCursor.hasSuffix("sent") }
        pseudo.type("\u{3}")
        try await pseudo.wait("an empty line") { $0.beforeCursor == "alice > " && $0.lines == ["alice >"] }
        pseudo.type("\u{3}\u{3}")
        for count in 1...2 {
            guard case .interrupt(count)? = await terminal.events.next() else { throw TestFailure("no interrupt") }
        }
        pseudo.type("\u{4}")
        #expect(await terminal.nextLine() == nil)
        await terminal.close()
        #expect(pseudo.modes == before, "the terminal is as it was")
        try await pseudo.wait("nothing left of the prompt") { $0.lines.isEmpty }
        try await pseudo.wait("the end of bracketed paste") { !$0.isPasteBracketed }
    }

    @Test("A secret is not echoed, and neither history nor kill ring has it")
    func secret() async throws {
        let pseudo = try PseudoTerminal()
        let directory = try TemporaryDirectory()
        let terminal = try await terminal(pseudo, history: directory.path(of: "history"))
        pseudo.type("typed before")
        try await pseudo.wait("the keys") { $0.beforeCursor.hasSuffix("before") }
        async let answer = terminal.askSecret("Password of \("alice@example.org")")
        try await pseudo.wait("the question") { $0.beforeCursor == "[?] Password of alice@example.org " }
        pseudo.type("hunterX\u{7F}2")
        await terminal.print(["10:04 <bob> meanwhile"])
        try await pseudo.wait("the line and the question") {
            $0.lines.contains("10:04 <bob> meanwhile") && $0.beforeCursor.hasPrefix("[?]")
        }
        pseudo.type("\r")
        #expect(await answer == "hunter2")
        try await pseudo.wait("the line typed before") { $0.beforeCursor == "alice > typed before" }
        pseudo.type("\u{15}\u{19}\r")
        #expect(await terminal.nextLine() == "typed before")
        pseudo.type("\u{1B}[A\u{1B}[A\r")
        #expect(await terminal.nextLine() == "typed before")
        #expect(!pseudo.screen.lines.joined().contains("hunter"))
        async let other = terminal.askSecret("Again")
        try await pseudo.wait("the question") { $0.beforeCursor.hasPrefix("[?] Again") }
        pseudo.type("abc\u{3}")
        #expect(await other == nil)
        await terminal.close()
        #expect(try directory.read("history") == "typed before\n")
    }

    @Test("A question takes one line with the keys of every line, no history keeps it, and the line before comes back")
    func question() async throws {
        let pseudo = try PseudoTerminal()
        let directory = try TemporaryDirectory()
        let terminal = try await terminal(pseudo, history: directory.path(of: "history"))
        pseudo.type("typed before")
        try await pseudo.wait("the keys") { $0.beforeCursor.hasSuffix("before") }
        async let answer = terminal.ask("\("E-mail\u{1B}[2J"):")
        try await pseudo.wait("the question") { $0.beforeCursor == "[?] E-mail\\x1b[2J: " }
        pseudo.type("bob@example.or")
        terminal.setPrompt("other > ")
        await terminal.print(["10:04 <carol> meanwhile"])
        try await pseudo.wait("the line and the question") {
            $0.lines.contains("10:04 <carol> meanwhile") && $0.beforeCursor.hasSuffix(": bob@example.or")
        }
        pseudo.type("\u{1}a\u{5}g\r")
        #expect(await answer == "abob@example.org")
        try await pseudo.wait("the line typed before, behind the new prompt") {
            $0.beforeCursor == "other > typed before"
        }
        for keys in ["\u{4}", "\u{3}"] {
            async let none = terminal.ask("Again")
            try await pseudo.wait("the question") { $0.beforeCursor == "[?] Again " }
            pseudo.type(keys)
            #expect(await none == nil)
            try await pseudo.wait("the line typed before") { $0.beforeCursor == "other > typed before" }
        }
        pseudo.type("\r")
        #expect(await terminal.nextLine() == "typed before")
        await terminal.close()
        #expect(try directory.read("history") == "typed before\n")
    }

    @Test("The history is found again, without what may not be kept")
    func history() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "history")
        let first = try PseudoTerminal()
        let terminal = try await terminal(first, history: path)
        terminal.keep { !$0.contains("secret") }
        for line in ["one", "one", " hidden", "/login secret", "two"] {
            first.type(line + "\r")
            #expect(await terminal.nextLine() == line)
        }
        await terminal.close()
        #expect(try directory.read("history") == "one\ntwo\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        let second = try PseudoTerminal()
        let again = try await self.terminal(second, history: path)
        second.type("\u{12}on")
        try await second.wait("the search") { $0.lines.last?.contains("one") == true }
        await again.print(["10:04 <bob> meanwhile"])
        try await second.wait("the line") { $0.lines.contains("10:04 <bob> meanwhile") }
        second.type("\r")
        #expect(await again.nextLine() == "one")
        second.type("\u{1B}[A\u{1B}[A\r")
        #expect(await again.nextLine() == "two")
        await again.close()
    }

    @Test("Tab asks for candidates and completes what they share")
    func completion() async throws {
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        let answering = Task {
            while case .completion(let request)? = await terminal.events.next() {
                let all = [
                    "bob@example.org", "bobby@example.org", "evil\u{1B}]0;x", "Carol Smith", "dörte@example.org",
                ]
                let word = request.line.split(separator: " ").last.map(String.init) ?? ""
                request.answer(all.filter { $0.hasPrefix(word) })
            }
        }
        pseudo.type("/chat bo\t")
        try await pseudo.wait("the common part") { $0.beforeCursor == "alice > /chat bob" }
        pseudo.type("\t\t")
        try await pseudo.wait("the candidates") { screen in
            screen.lines.contains { $0.contains("bob@example.org") && $0.contains("bobby@example.org") }
        }
        pseudo.type("@\t")
        try await pseudo.wait("the whole") { $0.beforeCursor == "alice > /chat bob@example.org " }
        pseudo.type("\u{15}/chat Ca\t")
        try await pseudo.wait("a name in quotes") { $0.beforeCursor == "alice > /chat \"Carol Smith\" " }
        pseudo.type("\u{15}/chat ev\t!")
        try await pseudo.wait("nothing for what cannot be typed") { $0.beforeCursor == "alice > /chat ev!" }
        pseudo.type("\u{15}/chat dö\t")
        try await pseudo.wait("more than ASCII") { $0.beforeCursor == "alice > /chat dörte@example.org " }
        await terminal.close()
        await answering.value
    }

    @Test("A completion that takes too long is none")
    func slowCompletion() async throws {
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        pseudo.type("/chat bo\tx")
        try await pseudo.wait("the next key") { $0.beforeCursor == "alice > /chat box" }
        await terminal.close()
    }

    @Test("What prints waits while the screen is behind, and goes on when the terminal is closed")
    func backpressure() async throws {
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        for number in 0..<2_000 { await terminal.print(["10:04 <bob> line \(number)"]) }
        try await pseudo.wait("the last line") { $0.lines.contains("10:04 <bob> line 1999") }
        await terminal.close()
        await terminal.print(["never shown"])
        #expect(await terminal.askSecret("Nobody is asked") == nil)
        #expect(await terminal.nextLine() == nil)
    }

    @Test("A terminal that hangs up ends the input and sends nothing half typed")
    func hangUp() async throws {
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        pseudo.type("half")
        try await pseudo.wait("the keys") { $0.beforeCursor.hasSuffix("half") }
        terminal.endInput()
        #expect(await terminal.nextLine() == nil)
        await terminal.close()
    }

    @Test("There is one terminal at a time, and a pipe is none")
    func taken() async throws {
        #expect(throws: TerminalError.self) {
            var options = TerminalOptions()
            options.input = -1
            _ = try Terminal(options: options)
        }
        let pseudo = try PseudoTerminal()
        let terminal = try await terminal(pseudo)
        do throws(TerminalError) {
            var options = TerminalOptions()
            (options.input, options.output) = (pseudo.slave, pseudo.slave)
            _ = try Terminal(options: options)
            Issue.record("a second terminal")
        } catch {
            #expect(error.condition == .busy)
        }
        await terminal.close()
    }
}
