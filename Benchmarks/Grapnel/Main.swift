import FoundationEssentials
import GrapnelKit

/// Runs one benchmark, or writes the input of one.
@main
enum Main {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        switch (words.first, words.count) {
        case ("corpus", 3):
            guard let size = Int(words[1]) else { return usage() }
            var corpus = StanzaCorpus(seed: 42)
            try Data(corpus.stream(bytes: size)).write(to: URL(filePath: words[2]))
        case ("xml", 2):
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: words[1])))
            print(try XMLBenchmark.megabytesPerSecond(bytes))
        case ("receive", 5):
            let benchmark = ReceiveBenchmark(
                directory: words[1], port: words[2], caFile: words[3], isJournalling: words[4] == "journal")
            print(try await benchmark.seconds())
        case ("archive", 5):
            guard let count = Int(words[4]) else { return usage() }
            let benchmark = ArchiveBenchmark(directory: words[1], port: words[2], caFile: words[3], count: count)
            let seconds = try await benchmark.seconds()
            print(seconds.processor, seconds.clock)
        default:
            usage()
        }
    }

    private static func usage() {
        print(
            """
            usage: grapnel-bench corpus BYTES FILE
                   grapnel-bench xml FILE
                   grapnel-bench receive PROFILE PORT CA-FILE journal|nothing
                   grapnel-bench archive PROFILE PORT CA-FILE COUNT
            """)
    }
}
