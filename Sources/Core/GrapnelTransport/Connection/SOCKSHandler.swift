internal import GrapnelStream
internal import NIOCore

/// Lets a connection begin at its proxy; it leaves the pipeline once the connection leads to the server.
final class SOCKSHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How long a proxy may take; a circuit of Tor to an onion service takes its time.
    static let limit = TimeAmount.seconds(60)

    private let endpoint: Endpoint
    private var handshake: SOCKSHandshake
    /// Ends with the handshake, well or not.
    private let outcome: EventLoopPromise<Void>
    private var deadline: Scheduled<Void>?

    init(_ proxy: Proxy, to endpoint: Endpoint, outcome: EventLoopPromise<Void>) {
        self.endpoint = endpoint
        self.outcome = outcome
        handshake = SOCKSHandshake(proxy, to: endpoint)
    }

    func channelActive(context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: Self.limit) { [self] in
            fail(TransportError(.timedOut, endpoint.description, detail: "through the proxy"), context)
        }
        send(handshake.start(), context)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(TransportError) {
            switch try handshake.receive(unwrapInboundIn(data).readableBytesView) {
            case .wait: break
            case .send(let bytes): send(bytes, context)
            case .established:
                deadline?.cancel()
                outcome.succeed(())
            }
        } catch {
            fail(error, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        outcome.fail(TransportError(.proxyMalformed, proxyName, detail: "it closed the connection"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.broken(error, endpoint), context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        outcome.fail(TransportError(.closed, endpoint.description))
    }

    private var proxyName: String { endpoint.proxy.map { "\($0)" } ?? "" }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func fail(_ error: TransportError, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        outcome.fail(error)
        context.close(promise: nil)
    }
}
