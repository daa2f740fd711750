import Dispatch
import Glibc
import REPL

/// Ends the process when what should have ended in order does not.
enum Watchdog {
    static func endProcess(after seconds: Int, with status: ExitStatus) {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) {
            exit(status.rawValue)
        }
    }
}
