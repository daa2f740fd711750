import Foundation
@testable import GrapnelClient
import GrapnelKit
import GrapnelStore
import GrapnelStream
import TestSupport
import Testing

@Suite("Logins with tokens to real servers", .timeLimit(.minutes(2)))
struct TokenLoginTests {
    @Test(
        "A login with a token sends header, proof and binding in one flight, and is bound by the answer",
        arguments: Site.newer)
    func oneRoundTrip(_ site: Site) async throws {
        try await LiveClient.run { live in
            // As a plugin that reads the archive does.
            live.client.bindFeature(XMLElement("enable", "urn:xmpp:carbons:2"), owner: "test")
            let alice = try await live.connect(1, at: site)[0]
            let first = try #require(live.witness.all.last)
            #expect(first.sent.contains("<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-EXPR'/>"))
            #expect(first.received.contains("<bound "))
            #expect(try await live.account(alice).loginToken != nil)
            // With a password it would be asked for: there is no command any more and nobody to answer.
            try await live.run("/account set \(alice.address) password-command")
            for _ in 1...2 {
                try await live.run("/disconnect")
                try await live.run("/connect")
                let wire = try #require(live.witness.all.last)
                let turn = try #require(wire.turns.first { $0.question.contains("<authenticate ") })
                #expect(turn.question.contains("<?xml"))
                #expect(turn.question.contains("mechanism='HT-SHA-256-EXPR'"))
                #expect(turn.question.contains("<bind xmlns='urn:xmpp:bind:0'>"))
                #expect(turn.answer.contains("<bound "))
                if site.mode == .directTLS {
                    #expect(wire.turns.first?.question == turn.question)
                }
            }
            let shown = try await live.run("/account show").joined(separator: "\n")
            #expect(shown.contains("online as "))
        }
    }

    @Test(
        "A token that the server does not know any more costs no password and no second connection",
        arguments: Site.newer)
    func refused(_ site: Site) async throws {
        try await LiveClient.run { live in
            let alice = try await live.connect(1, at: site)[0]
            try await live.run("/disconnect")
            try await live.run("/account set \(alice.address) password-command")
            let known = try #require(try await live.account(alice).loginToken)
            let spoilt = String(decoding: known, as: UTF8.self).replacing(/"secret":"[^"]*"/, with: "\"secret\":\"x\"")
            try await live.profile.updateAccount(alice.jid()) { $0.loginToken = Array(spoilt.utf8) }
            try await live.run("/connect")
            #expect(live.witness.all.count == 2)
            let wire = try #require(live.witness.all.last)
            #expect(wire.sent.contains("mechanism='HT-SHA-256-EXPR'"))
            #expect(wire.sent.contains(/mechanism='SCRAM-SHA-[0-9]+-PLUS'/))
            #expect(wire.received.contains("<failure "))
            let fresh = try #require(try await live.account(alice).loginToken)
            #expect(fresh != known && fresh != Array(spoilt.utf8))
        }
    }
}
