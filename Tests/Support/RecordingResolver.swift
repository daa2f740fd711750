public import GrapnelStream
import Synchronization

/// A resolver that knows nothing and writes down what it is asked.
public final class RecordingResolver: NameResolver {
    private let asked = Mutex<[String]>([])

    public init() {}

    public var questions: [String] { asked.withLock { $0 } }

    public func services(at name: String) async throws(TransportError) -> [ServiceRecord] {
        asked.withLock { $0.append(name) }
        return []
    }

    public func addresses(of host: String, _ family: AddressFamily) async throws(TransportError) -> [String] {
        asked.withLock { $0.append(host) }
        return []
    }
}
