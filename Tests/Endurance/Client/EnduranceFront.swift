import GrapnelClient
import GrapnelKit

/// The front of the client under test: it counts what it is shown.
struct EnduranceFront: Front {
    let board: Scoreboard

    func present(_ event: FrontEvent) async {
        switch event {
        case .message(let entry) where entry.direction == .incoming:
            board.note { state in
                state.received += 1
                return "received \(state.received)"
            }
        case .missed(let entries):
            board.note { state in
                state.received += entries.count { $0.direction == .incoming }
                return "received \(state.received)"
            }
        case .message:
            board.note { state in
                state.said += 1
                return "said \(state.said)"
            }
        case .progress(let entry) where entry.state == .sent:
            board.note { state in
                state.sent += 1
                return "sent \(state.sent)"
            }
        case .progress(let entry) where entry.state == .failed:
            board.complain("“\(entry.body)” failed: \(entry.failure ?? "nobody said why")")
        case .connection(_, let connection):
            note(connection)
        default:
            break
        }
    }

    private func note(_ connection: ConnectionState) {
        board.note { state in
            state.isOnline = false
            switch connection {
            case .online(let address):
                state.isOnline = true
                return "online \(address)"
            case .connecting:
                return nil
            case .failed(let reason, let pause):
                if pause == nil { state.surrenders.append(reason) }
                return "offline \(reason)"
            case .offline:
                return "offline"
            }
        }
    }

    func secret(_ question: String) async -> String? { nil }
}
