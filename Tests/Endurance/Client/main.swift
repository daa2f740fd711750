import Foundation

// Driven by scripts/endure: a plan as the first line in, what happens as lines out, and `end` in the end.
guard let line = readLine() else { exit(2) }
do {
    try await Endurance(EndurancePlan(line: line)).run()
} catch {
    FileHandle.standardError.write(Data("grapnel-endure: \(error)\n".utf8))
    exit(1)
}
