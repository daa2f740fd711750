internal import GrapnelKit

extension SASLOffer {
    /// What stream features offer, or nil if they offer no authentication at all.
    init?(features: XMLElement) {
        guard let list = features.first("mechanisms", StreamNamespace.sasl) else { return nil }
        let types = features.first("sasl-channel-binding", StreamNamespace.channelBinding)
        // One over the limit is enough to refuse the list, whatever its length.
        self.init(
            mechanisms: list.children.lazy.filter { $0.isNamed("mechanism", StreamNamespace.sasl) }
                .prefix(Self.limit + 1).map(\.text),
            bindingTypes: types?.children.lazy.filter { $0.isNamed("channel-binding", StreamNamespace.channelBinding) }
                .prefix(Self.limit + 1).map { $0["type"] ?? "" }
        )
    }
}
