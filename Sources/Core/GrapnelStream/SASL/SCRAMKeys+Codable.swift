extension SCRAMKeys: Codable {
    private enum CodingKeys: String, CodingKey {
        case hash, salt, iterations, clientKey, serverKey
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func bytes(_ key: CodingKeys) throws -> [UInt8] {
            guard let bytes = Base64.decode(try values.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "not base64")
            }
            return bytes
        }
        let keys = Self(
            hash: try values.decode(SCRAMHash.self, forKey: .hash),
            salt: try bytes(.salt),
            iterations: try values.decode(Int.self, forKey: .iterations),
            clientKey: try bytes(.clientKey),
            serverKey: try bytes(.serverKey)
        )
        guard let keys else {
            throw DecodingError.dataCorruptedError(forKey: .hash, in: values, debugDescription: "keys do not fit")
        }
        self = keys
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(hash, forKey: .hash)
        try values.encode(Base64.encode(salt), forKey: .salt)
        try values.encode(iterations, forKey: .iterations)
        try values.encode(Base64.encode(clientKey), forKey: .clientKey)
        try values.encode(Base64.encode(serverKey), forKey: .serverKey)
    }
}
