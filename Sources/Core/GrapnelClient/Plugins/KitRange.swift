/// A range of GrapnelKit versions in the form `>=0.1 <1.0`; either half may be missing.
public struct KitRange: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    private let lower: KitVersion?
    private let upper: KitVersion?

    init?(_ text: String) {
        var lower: KitVersion?
        var upper: KitVersion?
        for word in text.split(separator: " ") {
            if lower == nil, word.hasPrefix(">="), let version = KitVersion(word.dropFirst(2)) {
                lower = version
            } else if upper == nil, word.hasPrefix("<"), let version = KitVersion(word.dropFirst()) {
                upper = version
            } else {
                return nil
            }
        }
        guard lower != nil || upper != nil else { return nil }
        self.description = text
        self.lower = lower
        self.upper = upper
    }

    func contains(_ version: KitVersion) -> Bool {
        if let lower, version < lower { return false }
        if let upper, version >= upper { return false }
        return true
    }
}
