public import GrapnelKit

extension XMLElement {
    /// The element for a log or a console: what a login or a change of password carries is blanked out.
    ///
    /// That is the text of every element of the SASL profiles that carries a payload, and of `password` and
    /// `token` wherever they stand.
    public var redacted: XMLElement {
        guard holdsSecrets else { return self }
        return blanked
    }

    private var holdsSecrets: Bool { isSecret || children.contains { $0.holdsSecrets } }

    private var isSecret: Bool {
        switch name {
        case "auth", "response", "challenge", "success":
            namespace == StreamNamespace.sasl || namespace == "urn:xmpp:sasl:2"
        case "initial-response", "additional-data": namespace == "urn:xmpp:sasl:2"
        case "password", "token", "digest": true
        default: false
        }
    }

    private var blanked: XMLElement {
        let secret = isSecret
        let hidden: Set<String> = name == "token" ? ["token"] : []
        var copy = XMLElement(name, namespace) {
            for node in nodes {
                switch node {
                case .element(let child): [.element(child.blanked)]
                case .text(let text): [.text(secret && !text.isEmpty ? "[redacted]" : text)]
                }
            }
        }
        for attribute in attributes {
            let value = hidden.contains(attribute.name.local) ? "[redacted]" : attribute.value
            copy = copy.setting(attribute.name.local, namespace: attribute.name.namespace, to: value)
        }
        return copy
    }
}
