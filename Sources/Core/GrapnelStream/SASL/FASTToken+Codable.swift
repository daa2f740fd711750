internal import GrapnelKit

extension FASTToken: Codable {
    private enum CodingKeys: String, CodingKey {
        case secret, mechanism, expiry
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let mechanism = HTMechanism(rawValue: try values.decode(String.self, forKey: .mechanism)) else {
            throw DecodingError.dataCorruptedError(forKey: .mechanism, in: values, debugDescription: "unknown")
        }
        self.init(
            secret: try values.decode(String.self, forKey: .secret), mechanism: mechanism,
            expiry: Timestamp(milliseconds: try values.decode(Int64.self, forKey: .expiry)))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(secret, forKey: .secret)
        try values.encode(mechanism.rawValue, forKey: .mechanism)
        try values.encode(expiry.milliseconds, forKey: .expiry)
    }
}
