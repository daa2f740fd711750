import GrapnelStore
import Testing

struct SettingsTests {
    let test: TestProfile

    init() throws {
        test = try TestProfile()
    }

    @Test func everyOwnerHasItsOwn() async throws {
        var profile = try await test.open()
        try await profile.setSetting("colour", of: "grapnel", to: "on")
        try await profile.setSetting("colour", of: "muc", to: "o\0ff")
        try await profile.setSetting("nick", of: "muc", to: "")
        profile = try await test.reopened(profile)
        #expect(try await profile.setting("colour", of: "grapnel") == "on")
        #expect(try await profile.settings(of: "muc") == ["colour": "o\0ff", "nick": ""])
        try await profile.setSetting("colour", of: "muc", to: nil)
        #expect(try await profile.setting("colour", of: "muc") == nil)
        try await profile.removeSettings(of: "muc")
        #expect(try await profile.settings(of: "muc").isEmpty)
        #expect(try await profile.setting("colour", of: "grapnel") == "on")
    }

    @Test func refusesWhatIsTooLong() async throws {
        let profile = try await test.open()
        let long = String(repeating: "x", count: Profile.maximumSettingLength + 1)
        #expect(await refusal { try await profile.setSetting("a", of: "b", to: long) }?.condition == .invalid)
        #expect(await refusal { try await profile.setSetting("", of: "b", to: "") }?.condition == .invalid)
        #expect(await refusal { try await profile.setSetting("a\0", of: "b", to: "") }?.condition == .invalid)
        try await profile.setSetting("a", of: "b", to: String(long.dropLast()))
    }

    @Test func whatIsBundledRunsUntilSwitchedOff() async throws {
        var profile = try await test.open()
        #expect(try await profile.isPluginEnabled("muc"))
        #expect(try await !profile.isPluginEnabled("stranger", default: false))
        try await profile.setPlugin("muc", isEnabled: false)
        try await profile.setPlugin("ping", isEnabled: true)
        profile = try await test.reopened(profile)
        #expect(try await !profile.isPluginEnabled("muc"))
        #expect(try await profile.pluginChoices() == ["muc": false, "ping": true])
        try await profile.setPlugin("muc", isEnabled: nil)
        #expect(try await profile.isPluginEnabled("muc"))
        #expect(await refusal { try await profile.setPlugin("", isEnabled: true) }?.condition == .invalid)
    }
}
