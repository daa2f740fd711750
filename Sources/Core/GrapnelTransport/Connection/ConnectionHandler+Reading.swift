internal import Glibc
internal import GrapnelStream
internal import NIOCore
internal import NIOPosix

extension ConnectionHandler {
    /// Hands `waiter` what is there, or remembers it and lets the socket be read.
    func read(_ waiter: Waiter<[UInt8]?>) {
        if let reader, !reader.isFinished {
            let error = TransportError(.failed, endpoint.description, detail: "two tasks read at the same time")
            waiter.resume(.failure(error))
            return
        }
        reader = waiter
        deliver()
        readIfWanted()
    }

    /// Gives the reader what there is: bytes first, then the end.
    func deliver() {
        guard let reader else { return }
        if !inbound.isEmpty {
            self.reader = nil
            // A reader that was cancelled meanwhile takes nothing; the next one does.
            if reader.resume(.success(inbound)) { inbound = [] }
            return
        }
        switch phase {
        case .secure(let engine) where engine.isEnded:
            reader.resume(.success(nil))
        case .ended(.orderly):
            reader.resume(.success(nil))
        case .ended(.failed(let error)):
            reader.resume(.failure(error))
        case .closing:
            reader.resume(.failure(TransportError(.closed, endpoint.description)))
        case .clear, .handshaking, .secure:
            return
        }
        self.reader = nil
    }

    /// Asks the socket for one read if somebody waits for it.
    func readIfWanted() {
        let isWanted: Bool =
            switch phase {
            case .clear, .secure: reader != nil
            case .handshaking, .closing: true
            case .ended: false
            }
        if isWanted { context?.read() }
    }

    /// Sends the acknowledgement that is due now and not up to 40 ms later.
    ///
    /// A server that leaves Nagle's algorithm on, as Prosody does, holds its next small segment back until then. The
    /// kernel forgets the option by itself, so it is set again after every read.
    func acknowledgeQuickly(_ context: ChannelHandlerContext) {
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_QUICKACK))
        do {
            try context.channel.syncOptions?.setOption(option, value: 1)
        } catch {
            // The socket is gone or is no TCP socket; both only cost the speed-up.
            return
        }
    }
}
