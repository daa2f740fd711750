import GrapnelKit
import TestSupport
import Testing

@Suite("Data forms: answering")
struct DataFormAnsweringTests {
    private let form: DataForm

    init() throws {
        form = try DataForm(from: try XMLElement(parsing: DataFormTests.full))
    }

    @Test("What is not answered keeps what the form suggests, and empty fields are left out")
    func suggestions() throws {
        let submission = try form.submission(["public": ["no"], "about": ["a\nb"], "max": ["ten"]])
        #expect(submission.kind == .submit)
        #expect(
            submission.fields.map { "\($0.name ?? "-")=\($0.values.joined(separator: "|"))" } == [
                "FORM_TYPE=jabber:bot", "name=Robbie", "about=a|b", "public=0", "features=news|search", "max=10",
                "owner=bob@example.org",
            ])
    }

    @Test(
        "An answer that does not fit is refused with what would",
        arguments: [
            ("public", ["perhaps"], "“perhaps” does not fit “Public bot?”: answer yes or no."),
            ("max", ["30"], "“30” does not fit “max”: it is one of 10, 20."),
            ("max", ["10", "20"], "“20” does not fit “max”: it takes one value only."),
            ("features", ["news", "weather"], "it is one of contests, news, search"),
            ("owner", ["bob@"], "does not fit “owner”"),
            ("invite", ["bob@example.org", "@x"], "does not fit “invite”"),
            ("name", ["a\nb"], "it takes one line only"),
            ("secret", ["hunter2\nx"], "What was given does not fit “secret”"),
            ("FORM_TYPE", ["x"], "The form has no field “FORM_TYPE”; it has: name, about, public"),
            ("nonsense", ["x"], "The form has no field “nonsense”"),
        ])
    func refused(name: String, values: [String], words: String) throws {
        let error = #expect(throws: DataFormError.self) { try form.submission([name: values]) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("Everything that is missing is named at once")
    func missing() throws {
        let form = DataForm(
            .form,
            fields: [
                FormField("username", isRequired: true), FormField("password", .textPrivate, isRequired: true),
                FormField("email"), FormField("token", .hidden, isRequired: true),
            ])
        let error = #expect(throws: DataFormError.self) { try form.submission(["email": ["x"], "username": [""]]) }
        #expect(error?.condition == .missing && error?.fields == ["username", "password"])
        #expect(
            error?.description
                == "The form needs username, password; write them behind the command, as in: username=… password=…")
    }

    @Test("A field can be named by the end of its name, where only one ends so")
    func shortNames() throws {
        let form = DataForm(
            .form,
            fields: [
                FormField("muc#roomconfig_roomname"), FormField("muc#roomconfig_membersonly", .boolean),
                FormField("a#secret"), FormField("b#secret"), FormField("name", .hidden),
            ])
        #expect(try form.question(named: "roomname").name == "muc#roomconfig_roomname")
        #expect(try form.question(named: "roomconfig_membersonly").name == "muc#roomconfig_membersonly")
        #expect(try form.question(named: "b#secret").name == "b#secret")
        for name in ["secret", "name", "", "oomname"] {
            #expect(throws: DataFormError.self) { try form.question(named: name) }
        }
    }
}

@Suite("Data forms: asking a person")
struct DataFormAskingTests {
    private let core: FakeCore

    init() throws {
        core = try FakeCore()
    }

    private func fill(_ line: String, known: [String: [String]] = [:]) async throws -> [String] {
        let form = try DataForm(from: try XMLElement(parsing: DataFormTests.full))
        try await core.activate(FormPlugin(form: form, known: known), as: "form")
        return try await core.type(line)
    }

    @Test("Without a word every question is asked, and an empty answer keeps the suggestion")
    func everything() async throws {
        core.reply("Rob", "", "no", "s3cret", "news, contests", "Ten", "", "a@example.org, b@example.org", "7nHL3")
        let printed = try await fill("/form")
        #expect(
            core.questions == [
                "The name of your bot [Robbie]:", "about [one, two]:", "Public bot [yes]:",
                "secret (may be empty): (without echo)", "features [news, search]:", "max [20]:",
                "owner [bob@example.org]:", "invite (may be empty):", "Enter the text you see (may be empty):",
            ])
        #expect(printed.starts(with: ["Bot Configuration", "Fill out", "this form", "Short."]))
        #expect(printed.contains("  contests  Contests") && printed.contains("  20  Twenty"))
        #expect(
            printed.last
                == "jabber:bot / Rob / one|two / 0 / s3cret / news|contests / 10 / bob@example.org / "
                + "a@example.org|b@example.org / 7nHL3")
    }

    @Test("Words answer without a question, and only what is needed is asked beside them")
    func words() async throws {
        core.reply("never asked")
        let printed = try await fill("/form public=off invite=a@example.org invite=b@example.org about=\"two words\"")
        #expect(core.questions.isEmpty)
        #expect(printed.last?.contains("/ two words / 0 /") == true)
        #expect(printed.last?.hasSuffix("a@example.org|b@example.org") == true)
    }

    @Test("An answer that does not fit is asked for again, with the reason")
    func again() async throws {
        core.reply("Rob", "", "perhaps", "yes")
        let printed = try await fill("/form")
        #expect(core.questions.filter { $0.hasPrefix("Public bot") }.count == 2)
        #expect(printed.contains("“perhaps” does not fit “Public bot?”: answer yes or no."))
        #expect(printed.last?.contains("/ 1 /") == true)
    }

    @Test(
        "A word that answers nothing is refused before anything is asked",
        arguments: ["/form Robbie", "/form =x", "/form colour=red", "/form max=30"])
    func refused(line: String) async throws {
        core.reply("never asked")
        await #expect(throws: (any Error).self) { try await fill(line) }
        #expect(core.questions.isEmpty)
    }

    @Test("What is known already is not asked for")
    func known() async throws {
        core.reply()
        let printed = try await fill("/form", known: ["secret": ["given"], "elsewhere": ["x"]])
        #expect(printed.last?.contains("given") == true)
        #expect(!core.questions.contains { $0.hasPrefix("secret") })
    }
}

/// A plugin with one command, which fills in a form and prints what would be sent.
private struct FormPlugin: Plugin {
    let form: DataForm
    let known: [String: [String]]

    init(form: DataForm, known: [String: [String]]) {
        self.form = form
        self.known = known
    }

    init() { self.init(form: DataForm(.form), known: [:]) }

    func activate(in context: PluginContext) async throws {
        let (form, known) = (form, known)
        try context.command(
            Command(
                "form", "fills a form in",
                forms: [
                    .init("[<answers...>]", "fills it in") { call in
                        let submission = try await call.fill(form, with: call["answers"], known: known)
                        call.print(submission.fields.map { $0.values.joined(separator: "|") }.joined(separator: " / "))
                    }
                ]))
    }
}
