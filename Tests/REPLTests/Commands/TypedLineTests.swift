import Testing

@testable import REPL

@Suite("What a typed line means")
struct TypedLineTests {
    @Test(
        "Commands, messages and help",
        arguments: [
            ("", TypedLine.nothing),
            ("  \t ", .nothing),
            ("/quit", .command("quit")),
            ("/msg bob@example.org Hey, are you around?", .command("msg bob@example.org Hey, are you around?")),
            ("/roster  ", .command("roster")),
            ("/roster?", .help("roster")),
            ("/?", .help("")),
            ("/msg bob why?", .command("msg bob why?")),
            ("//etc/passwd is a file", .message("/etc/passwd is a file")),
            ("/me waves", .message("/me waves")),
            ("/me", .message("/me")),
            ("/meet", .command("meet")),
            ("hello", .message("hello")),
            (" indented", .message(" indented")),
            ("two\nlines", .message("two\nlines")),
            ("a\u{1B}[31mb\u{0}c", .message("a[31mbc")),
        ])
    func meaning(line: String, meaning: TypedLine) {
        #expect(TypedLine(line) == meaning)
    }

    @Test(
        "What looks like a command by mistake is neither run nor sent",
        arguments: [
            " /quit", "\u{A0}/quit", "\u{FEFF}/quit", "\u{202E}/quit", "\t/quit", "\n/quit",
            "/quit\n/omemo trust all\n!rm -rf ~", "/", "/ quit",
        ])
    func guarded(line: String) {
        guard case .guarded = TypedLine(line) else {
            Issue.record("\(TypedLine(line))")
            return
        }
    }
}
