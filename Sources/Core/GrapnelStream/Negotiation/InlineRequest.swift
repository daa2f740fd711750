internal import GrapnelKit

/// What is asked for together with a login, and was put into its `<authenticate/>`.
struct InlineRequest: Sendable {
    let resumption: StreamResumption?
    let binds: Bool
    /// The namespaces of what is switched on together with binding, without stream management.
    let enabled: Set<String>
    /// The mechanism of a token that may come.
    let tokenMechanism: HTMechanism?
    /// The elements themselves.
    let elements: [XMLElement]

    /// Nothing, as with the classic profile.
    static let none = InlineRequest(
        resumption: nil, binds: false, enabled: [], tokenMechanism: nil, elements: [])

    private init(
        resumption: StreamResumption?, binds: Bool, enabled: Set<String>, tokenMechanism: HTMechanism?,
        elements: [XMLElement]
    ) {
        self.resumption = resumption
        self.binds = binds
        self.enabled = enabled
        self.tokenMechanism = tokenMechanism
        self.elements = elements
    }

    init(_ settings: NegotiationSettings, _ offer: InlineOffer, _ exchange: SASLExchange, over tls: TLSSession) {
        var elements: [XMLElement] = []
        resumption = offer.resumes ? settings.resumption : nil
        if let resumption { elements.append(resumption.request) }

        var enabled: Set<String> = []
        binds = offer.bindFeatures != nil && !settings.inline.isEmpty
        if binds, let features = offer.bindFeatures {
            // A new session follows also where the resumption comes to nothing (XEP-0198 §8.2).
            var asked: [XMLElement] = []
            if settings.isManaged, features.contains(StreamNamespace.management) {
                asked.append(ManagementGrant.request)
            }
            let inactive = settings.isInactive ? [XMLElement("inactive", StreamNamespace.clientState)] : []
            for element in settings.inline + inactive
            where features.contains(element.namespace) && enabled.insert(element.namespace).inserted {
                asked.append(element)
            }
            elements.append(
                XMLElement("bind", StreamNamespace.bind2) {
                    XMLElement("tag", StreamNamespace.bind2, text: settings.resource ?? UserAgent.software)
                    asked
                })
        }
        self.enabled = enabled

        // Without an identifier of the client no server gives a token out (XEP-0484 §4).
        let best = HTMechanism.best(of: offer.tokenMechanisms, over: tls, after: exchange.binding)
        if case .token(let login) = exchange {
            elements.append(XMLElement("fast", StreamNamespace.fast))
            tokenMechanism = login.token.mechanism
        } else if settings.agent != nil, let best {
            elements.append(XMLElement("request-token", StreamNamespace.fast, ["mechanism": best.rawValue]))
            tokenMechanism = best
        } else {
            tokenMechanism = nil
        }
        self.elements = elements
    }
}
