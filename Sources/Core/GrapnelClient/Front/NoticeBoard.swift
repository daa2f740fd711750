internal import GrapnelKit

/// Notices on their way to the front, in order; whoever posts one does not wait.
///
/// It holds at most ``bound``; beyond it the oldest are dropped, since what happened last counts most.
actor NoticeBoard {
    static let bound = 500

    private let front: any Front
    private let stream = AsyncStream<Notice>.makeStream(bufferingPolicy: .bufferingNewest(bound))

    init(front: any Front) {
        self.front = front
    }

    nonisolated func add(_ notice: Notice) {
        stream.continuation.yield(notice)
    }

    /// Shows what comes until the board is finished.
    func run() async {
        for await notice in stream.stream { await front.present(.notice(notice)) }
    }

    nonisolated func finish() {
        stream.continuation.finish()
    }
}
