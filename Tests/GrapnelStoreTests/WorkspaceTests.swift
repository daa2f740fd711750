import GrapnelKit
import GrapnelStore
import Testing

struct WorkspaceTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    private func opened() async throws -> Profile {
        let profile = try await test.open()
        for name in [alice, "carol@example.org"] {
            try await profile.add(AccountRecord(try jid(name)))
            for peer in ["a", "b", "c"] {
                try await profile.open(try conversation(name, "\(peer)@example.org"), kind: .direct)
            }
        }
        return profile
    }

    private func peers(_ name: String, _ profile: Profile) async throws -> [String?] {
        try #require(try await profile.workspace(name)).conversations.map(\.peer.local)
    }

    @Test func keepsConversationsOfSeveralAccountsInOrder() async throws {
        var profile = try await opened()
        try await profile.createWorkspace("Work")
        try await profile.createWorkspace("Home")
        let mine = try conversation(alice, "a@example.org")
        let hers = try conversation("carol@example.org", "a@example.org")
        try await profile.add(hers, toWorkspace: "work")
        try await profile.add(mine, toWorkspace: "WORK")
        try await profile.add(mine, toWorkspace: "Home")
        profile = try await test.reopened(profile)
        let workspaces = try await profile.workspaces()
        #expect(workspaces.map(\.name) == ["Work", "Home"])
        #expect(workspaces.map(\.conversations) == [[hers, mine], [mine]])
    }

    @Test func movesAndRemovesConversations() async throws {
        let profile = try await opened()
        try await profile.createWorkspace("Work")
        for peer in ["a", "b", "c", "b"] {
            try await profile.add(try conversation(alice, "\(peer)@example.org"), toWorkspace: "Work")
        }
        #expect(try await peers("Work", profile) == ["a", "b", "c"])
        try await profile.add(try conversation(alice, "c@example.org"), toWorkspace: "Work", at: 0)
        #expect(try await peers("Work", profile) == ["c", "a", "b"])
        try await profile.add(try conversation(alice, "c@example.org"), toWorkspace: "Work", at: 99)
        #expect(try await peers("Work", profile) == ["a", "b", "c"])
        try await profile.add(try conversation(alice, "b@example.org"), toWorkspace: "Work", at: -1)
        #expect(try await peers("Work", profile) == ["b", "a", "c"])
        #expect(try await profile.remove(try conversation(alice, "a@example.org"), fromWorkspace: "Work"))
        #expect(try await !profile.remove(try conversation(alice, "a@example.org"), fromWorkspace: "Work"))
        #expect(try await peers("Work", profile) == ["b", "c"])
    }

    @Test func movesAndRemovesWorkspaces() async throws {
        let profile = try await opened()
        for name in ["one", "two", "three", "four"] { try await profile.createWorkspace(name) }
        try await profile.moveWorkspace("four", to: 0)
        try await profile.moveWorkspace("one", to: 2)
        #expect(try await profile.workspaces().map(\.name) == ["four", "two", "one", "three"])
        try await profile.removeWorkspace("TWO")
        try await profile.createWorkspace("five")
        #expect(try await profile.workspaces().map(\.name) == ["four", "one", "three", "five"])
        #expect(try await profile.conversations().count == 6)
    }

    @Test func aNameCountsOnceWhateverItsCaseAndAccents() async throws {
        let profile = try await opened()
        try await profile.createWorkspace("  Caf\u{E9} ")
        #expect(try await profile.workspaces().map(\.name) == ["Caf\u{E9}"])
        for name in ["CAF\u{C9}", "cafe\u{301}", " caf\u{E9}"] {
            let error = await refusal { try await profile.createWorkspace(name) }
            #expect(error?.condition == .duplicate)
        }
        try await profile.renameWorkspace("cafe\u{301}", to: "CAF\u{C9}")
        #expect(try await profile.workspaces().map(\.name) == ["CAF\u{C9}"])
        try await profile.createWorkspace("Bar")
        let error = await refusal { try await profile.renameWorkspace("bar", to: "caf\u{E9}") }
        #expect(error?.sentence == "workspace caf\u{E9} is already there; choose another or change that one")
    }

    @Test(arguments: ["", " \t ", "two\nlines", "\u{1B}[31m", "\u{2028}", String(repeating: "x", count: 101)])
    func refusesNamesThatAreNone(_ name: String) async throws {
        let profile = try await opened()
        let error = await refusal { try await profile.createWorkspace(name) }
        #expect(
            error?.sentence
                == "a workspace of this name cannot be stored; choose another (1 to 100 printable characters)")
        try await profile.createWorkspace(String(repeating: "\u{FC}", count: 100))
    }

    @Test func refusesWhatIsNotThere() async throws {
        let profile = try await opened()
        let someone = try conversation(alice, "a@example.org")
        #expect(await refusal { try await profile.add(someone, toWorkspace: "x") }?.condition == .missing)
        try await profile.createWorkspace("x")
        let unknown = try conversation(alice, "stranger@example.org")
        #expect(await refusal { try await profile.add(unknown, toWorkspace: "x") }?.condition == .missing)
        let error = await refusal { try await profile.removeWorkspace("y") }
        #expect(error?.sentence == "there is no workspace y; check the spelling")
    }

    @Test func anAccountTakesItsConversationsAlong() async throws {
        let profile = try await opened()
        try await profile.createWorkspace("Work")
        try await profile.add(try conversation("carol@example.org", "b@example.org"), toWorkspace: "Work")
        try await profile.add(try conversation(alice, "a@example.org"), toWorkspace: "Work")
        try await profile.removeAccount(try jid("carol@example.org"))
        #expect(try await peers("Work", profile) == ["a"])
    }
}
