import Testing

@testable import REPL

@Suite("Idleness")
struct IdlenessTests {
    private let start = ContinuousClock.now

    @Test("Nobody is there once the limit is over without a key, and is back with the next one")
    func limit() {
        var idleness = Idleness(limit: .seconds(300), now: start)
        var story: [String] = []
        func look(_ seconds: Int) {
            let (isOver, next) = idleness.look(at: start + .seconds(seconds))
            story.append("\(seconds): \(isOver ? "gone" : "same"), next \((next - start).components.seconds)")
        }
        func press(_ seconds: Int) {
            story.append("\(seconds): \(idleness.press(at: start + .seconds(seconds)) ? "back" : "still here")")
        }
        look(10)
        press(299)
        look(300)
        look(599)
        look(899)
        press(2000)
        look(2001)
        #expect(
            story == [
                "10: same, next 300", "299: still here", "300: same, next 599", "599: gone, next 899",
                "899: same, next 1199", "2000: back", "2001: same, next 2300",
            ])
    }
}
