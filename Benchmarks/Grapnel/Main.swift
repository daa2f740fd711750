import FoundationEssentials
import GrapnelKit

/// Runs one benchmark, or writes the input of one: `grapnel-bench corpus BYTES FILE`, `grapnel-bench xml FILE`.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("corpus", 3):
            guard let size = Int(arguments[arguments.startIndex + 1]) else { return usage() }
            var corpus = StanzaCorpus(seed: 42)
            try Data(corpus.stream(bytes: size)).write(to: URL(filePath: arguments[arguments.startIndex + 2]))
        case ("xml", 2):
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: arguments[arguments.startIndex + 1])))
            print(try XMLBenchmark.megabytesPerSecond(bytes))
        default:
            usage()
        }
    }

    private static func usage() {
        print("usage: grapnel-bench corpus BYTES FILE | grapnel-bench xml FILE")
    }
}
