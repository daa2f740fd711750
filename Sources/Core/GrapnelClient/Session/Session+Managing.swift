internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// Stream management (XEP-0198) on a running stream.
extension Session {
    /// Takes an element of stream management, which is no stanza.
    ///
    /// - Throws: ``CountMismatch``, after the server was told and the stream was closed.
    func manage(_ element: XMLElement) async throws {
        guard let live, live.inbound != nil else {
            surroundings.log.note("\(account): ignored <\(element.name)> of stream management that was not agreed on")
            return
        }
        switch StreamManagement.Element(element) {
        case .request:
            if self.live?.inbound?.request() == true { live.stream?.owed.yield() }
        case .answer(let handled):
            do {
                if try live.writer.acknowledge(handled) { live.stream?.acknowledged.yield() }
            } catch {
                self.live?.canResume = false
                await refuse(error.streamError)
                throw error
            }
        case nil:
            surroundings.log.note("\(account): ignored <\(element.name)> of stream management that cannot be read")
        }
    }

    /// Takes note that the next stanzas in the order of the stream are handled.
    func noteHandled(_ count: Int = 1) {
        if live?.inbound?.handle(count) == true { live?.stream?.owed.yield() }
    }

    /// Tells the server how far its stanzas are handled, once the profile knows it.
    func answer() async {
        guard let live, let inbound = live.inbound else { return }
        // Without the note an acknowledgement would be a promise that a crash breaks.
        if live.grant?.id != nil, await !keep(inbound.handled) { return }
        guard let now = self.live, let count = now.grant?.id != nil ? now.keptCount : now.inbound?.handled else {
            return
        }
        now.writer.post(StreamManagement.Element.answer(count).octets)
    }

    /// Has the profile know how far the session has come; answers whether it does.
    func keep(_ count: UInt32) async -> Bool {
        guard let live else { return false }
        guard count != live.keptCount else { return true }
        do {
            try await surroundings.profile.note(handled: count, of: account.jid)
        } catch {
            await complain("What was received could not be acknowledged", error)
            return false
        }
        guard self.live?.number == live.number else { return false }
        noteKept(count)
        return true
    }

    /// Takes note of a count that the profile has.
    func noteKept(_ count: UInt32) {
        guard let live, !StreamManagement.isCovered(count, by: live.keptCount) else { return }
        self.live?.keptCount = count
    }

    /// Marks what the server has acknowledged as sent.
    func noteAcknowledged() async {
        guard let handled = live?.writer.acknowledged else { return }
        do {
            let sent = try await surroundings.profile.acknowledge(upTo: handled, of: account.jid)
            for entry in sent { await surroundings.front.present(.progress(entry)) }
        } catch let error where error.condition == .missing {
            // The account was removed while its stream was being closed.
        } catch {
            await complain("What the server has acknowledged could not be noted", error)
        }
    }

    /// Tells the server what is wrong with its stream and closes ours.
    func refuse(_ error: StreamError) async {
        guard let live else { return }
        // The connection may be gone already; the error that closes the session says why.
        do { try await live.writer.close(with: Self.octets(of: error)) } catch {}
    }

    /// The same on a stream that carries no session yet.
    func refuse(_ mismatch: CountMismatch, on transport: any Transport) async {
        live?.canResume = false
        do { try await transport.write(Self.octets(of: mismatch.streamError)) } catch {}
        await transport.close()
    }

    private static func octets(of error: StreamError) -> [UInt8] {
        var octets: [UInt8] = []
        error.element.write(into: &octets, within: clientNamespace)
        return octets + StreamHeader.end
    }
}
