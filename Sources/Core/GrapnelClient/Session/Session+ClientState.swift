internal import GrapnelKit
internal import GrapnelStream

extension Session {
    /// What the server is told of the person (XEP-0352); every stream begins with ``active``, a resumed one too.
    enum ClientState: String, Sendable {
        case active, inactive

        /// No stanza: it is neither counted nor answered.
        var element: XMLElement { XMLElement(rawValue, "urn:xmpp:csi:0") }
    }

    /// Says whether somebody looks at this client; told at once where there is a session, else with the next one.
    func setActive(_ isActive: Bool) async {
        let state: ClientState = isActive ? .active : .inactive
        guard clientState != state else { return }
        clientState = state
        await tellClientState()
    }

    /// Tells the server of the state where it differs from what the server assumes; for every beginning of a stream.
    ///
    /// Nobody is inactive before presence is out, so that a server which holds presence back has none to hold back.
    func tellClientState() async {
        guard let live, live.isReady, !live.isClosing, !live.isOver, live.features.clientState,
            live.clientState != clientState
        else { return }
        self.live?.clientState = clientState
        var octets: [UInt8] = []
        clientState.element.write(into: &octets, within: clientNamespace)
        live.writer.post(octets)
    }
}
