internal import GrapnelKit

/// The client's side of one SCRAM login (RFC 5802, RFC 7677): events in, one action out, no clock and no IO.
///
/// It takes part in exactly one login. After ``Action/succeed(_:)`` or ``Action/fail(_:)`` every further event fails.
public struct SCRAMExchange: Sendable {
    /// What the caller received or computed.
    public enum Event: Sendable {
        /// The decoded payload of a challenge.
        case challenge([UInt8])
        /// What ``DeriveRequest/derive()`` gave.
        case derived(Result<SCRAMKeys, SASLError>)
        /// The server's success and its decoded payload, or nil if it had none.
        case success([UInt8]?)
    }

    /// What the caller does next.
    public enum Action: Sendable, Hashable {
        /// Send this payload as the response; it may be empty.
        case respond([UInt8])
        /// Run the request where blocking is allowed and come back with ``Event/derived(_:)``.
        case derive(DeriveRequest)
        case succeed(SCRAMOutcome)
        /// Give the login up; abort it unless the server already ended it.
        case fail(SASLError)
    }

    private enum State {
        case begun
        case deriving(SCRAMServerFirst, DeriveRequest)
        case proven(signature: [UInt8], SCRAMKeys)
        case verified(SCRAMOutcome)
        case ended
    }

    public let mechanism: SASLMechanism
    /// The payload of the message that opens the login.
    public let clientFirst: [UInt8]
    let choice: SASLChoice
    private let credential: SCRAMCredential
    private let nonce: String
    private let bare: String
    private var state = State.begun

    /// - Parameter user: the localpart of the account.
    /// - Parameter nonce: printable ASCII without a comma, fresh for every login; see ``freshNonce()``.
    /// - Throws: ``SASLError`` with `userNotAllowed`, `passwordNotAllowed`, or `passwordNeeded` if the stored keys
    ///   are for another hash.
    public init(
        user: String,
        credential: SCRAMCredential,
        choice: SASLChoice,
        nonce: String
    ) throws(SASLError) {
        let name = try Self.prepared(user, otherwise: .userNotAllowed)
        switch credential {
        case .password(let password):
            self.credential = .password(try Self.prepared(password, otherwise: .passwordNotAllowed))
        case .keys(let keys):
            guard keys.hash == choice.mechanism.hash else { throw SASLError(.passwordNeeded) }
            self.credential = credential
        }
        mechanism = choice.mechanism
        self.choice = choice
        self.nonce = nonce
        bare = "n=\(Self.escaped(name)),r=\(nonce)"
        clientFirst = Array("\(choice.header)\(bare)".utf8)
    }

    /// Whether the server said nothing yet, so that a refusal cannot be about the password.
    var isUnanswered: Bool {
        if case .begun = state { true } else { false }
    }

    /// A nonce of 144 random bits.
    public static func freshNonce() throws(SASLError) -> String {
        Base64.encode(try randomBytes(18))
    }

    /// Takes one event and says what to do.
    public mutating func handle(_ event: Event) -> Action {
        do throws(SASLError) {
            return try advance(event)
        } catch {
            state = .ended
            return .fail(error)
        }
    }

    private mutating func advance(_ event: Event) throws(SASLError) -> Action {
        switch (state, event) {
        case (.begun, .challenge(let payload)):
            return try receive(SCRAMServerFirst(payload))
        case (.deriving(let first, let request), .derived(let result)):
            let keys = try result.get()
            guard keys.fits(request) else { throw SASLError(.cryptographyFailed) }
            return try prove(keys, first)
        case (.proven(let signature, let keys), .challenge(let payload)):
            let outcome = try verify(payload, against: signature, keys)
            state = .verified(outcome)
            return .respond([])
        case (.proven(let signature, let keys), .success(let payload?)):
            let outcome = try verify(payload, against: signature, keys)
            state = .ended
            return .succeed(outcome)
        case (.verified(let outcome), .success(let payload)) where payload?.isEmpty ?? true:
            state = .ended
            return .succeed(outcome)
        case (.begun, .success), (.deriving, .success), (.proven, .success(nil)):
            throw SASLError(.serverSignatureMissing)
        default:
            throw SASLError(.unexpectedMessage)
        }
    }

    private mutating func receive(_ first: SCRAMServerFirst) throws(SASLError) -> Action {
        guard first.nonce.hasPrefix(nonce), first.nonce.utf8.count > nonce.utf8.count else {
            throw SASLError(.nonceMismatch)
        }
        if let signed = first.extensions["h"] {
            try check(signed)
        } else if choice.needsSignedOffer {
            throw SASLError(.downgradeRefused)
        }
        switch credential {
        case .password(let password):
            let request = DeriveRequest(
                hash: mechanism.hash,
                salt: first.salt,
                iterations: first.iterations,
                password: Array(password.utf8)
            )
            state = .deriving(first, request)
            return .derive(request)
        case .keys(let keys):
            guard keys.salt == first.salt, keys.iterations == first.iterations else {
                throw SASLError(.passwordNeeded)
            }
            return try prove(keys, first)
        }
    }

    /// XEP-0474 §5.2: what the server says it offered must be what arrived.
    private func check(_ signed: String) throws(SASLError) {
        // Sorted by octets, as Swift's own order of strings is another one.
        func joined(_ names: [String]) -> [UInt8] {
            let sorted = names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            return Array(sorted.joined(separator: [0x1E]))
        }
        var offered = joined(choice.offer.mechanisms)
        if let types = choice.offer.bindingTypes { offered += [0x1F] + joined(types) }
        guard Base64.decode(signed) == (try mechanism.hash.hash(offered)) else { throw SASLError(.offerAltered) }
    }

    private mutating func prove(_ keys: SCRAMKeys, _ first: SCRAMServerFirst) throws(SASLError) -> Action {
        let hash = mechanism.hash
        let bound = "c=\(Base64.encode(choice.bindingInput)),r=\(first.nonce)"
        let message = Array(bare.utf8) + [comma] + first.message + [comma] + Array(bound.utf8)
        let stored = try hash.hash(keys.clientKey)
        let mask = try hash.authenticate(message, key: stored)
        let proof = zip(keys.clientKey, mask).map { $0 ^ $1 }
        state = .proven(signature: try hash.authenticate(message, key: keys.serverKey), keys)
        return .respond(Array("\(bound),p=\(Base64.encode(proof))".utf8))
    }

    private func verify(
        _ payload: [UInt8],
        against signature: [UInt8],
        _ keys: SCRAMKeys
    ) throws(SASLError) -> SCRAMOutcome {
        guard !payload.isEmpty else { throw SASLError(.serverSignatureMissing) }
        let attributes = try SCRAMAttribute.parse(payload, limit: SCRAMServerFirst.limit)
        guard let first = attributes.first else { throw SASLError(.malformedMessage) }
        if first.name == "e" { throw SASLError(scram: first.value) }
        if first.name == "m" { throw SASLError(.unknownExtension) }
        guard first.name == "v", let claimed = Base64.decode(first.value) else { throw SASLError(.malformedMessage) }
        guard equalInConstantTime(claimed, signature) else { throw SASLError(.serverSignatureWrong) }
        return SCRAMOutcome(keys: keys, pin: SASLPin(mechanism))
    }
}

private let comma = UInt8(ascii: ",")

extension SCRAMExchange {
    private static func prepared(
        _ text: String,
        otherwise condition: SASLError.Condition
    ) throws(SASLError) -> String {
        do {
            let prepared = try SASLprep.prepare(text)
            guard !prepared.isEmpty else { throw SASLError(condition) }
            return prepared
        } catch {
            // What exactly is wrong with it would tell something about a password.
            throw SASLError(condition)
        }
    }

    /// RFC 5802 §5.1: the two characters that would end or split the attribute.
    private static func escaped(_ name: String) -> String {
        var output = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "=": output += "=3D"
            case ",": output += "=2C"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}

extension SCRAMExchange: CustomStringConvertible, CustomReflectable {
    /// The mechanism; neither nonce nor credential.
    public var description: String { mechanism.rawValue }

    public var customMirror: Mirror { Mirror(self, children: ["mechanism": mechanism]) }
}
