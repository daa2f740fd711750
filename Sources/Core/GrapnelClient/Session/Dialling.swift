internal import GrapnelStream

/// Finds the servers of a destination and connects to the first one that lets itself be reached.
struct Dialling: Sendable {
    let connector: any Connector
    let plan: EndpointPlan
    let tls: TLSSettings
    /// Where a server has sent us on to; then nothing else is tried.
    private var elsewhere: Endpoint?

    init(_ destination: Destination, tls: TLSSettings, connector: any Connector) {
        self.connector = connector
        self.plan = EndpointPlan(destination)
        self.tls = tls
    }

    mutating func redirect(to endpoint: Endpoint) {
        elsewhere = endpoint
    }

    /// Tries the endpoints in order.
    ///
    /// A server whose certificate is refused gets nothing, and the next one is tried as after any other failure.
    ///
    /// - Throws: of all errors the one that tells most, looking up included.
    func open() async throws(TransportError) -> (transport: any Transport, endpoint: Endpoint) {
        var (endpoints, errors) = try await find()
        for endpoint in endpoints {
            do throws(TransportError) {
                return (try await connector.connect(to: endpoint, tls: tls), endpoint)
            } catch {
                if error.condition == .cancelled || Task.isCancelled { throw error }
                errors.append(error)
            }
        }
        throw TransportError.mostTelling(errors) ?? TransportError(.hostUnknown, plan.destination.domain)
    }

    /// The endpoints, and why a look-up failed that could have named others.
    private func find() async throws(TransportError) -> ([Endpoint], [TransportError]) {
        if let elsewhere { return ([elsewhere], []) }
        var answers: [Endpoint.Mode: [ServiceRecord]] = [:]
        var errors: [TransportError] = []
        let questions = plan.questions
        async let direct = records(.directTLS, isWanted: questions.contains(.directTLS))
        async let upgraded = records(.startTLS, isWanted: questions.contains(.startTLS))
        for (mode, result) in [(Endpoint.Mode.directTLS, await direct), (.startTLS, await upgraded)] {
            switch result {
            case .success(let records)?: answers[mode] = records
            case .failure(let error)?: errors.append(error)
            case nil: break
            }
        }
        if let error = errors.first(where: { $0.condition == .cancelled }) { throw error }
        var generator = SystemRandomNumberGenerator()
        return (try plan.endpoints(answers, using: &generator), errors)
    }

    private func records(
        _ mode: Endpoint.Mode, isWanted: Bool
    ) async -> Result<[ServiceRecord], TransportError>? {
        guard isWanted else { return nil }
        do throws(TransportError) {
            return .success(try await connector.services(mode.service, of: plan.destination.domain))
        } catch {
            return .failure(error)
        }
    }
}
