import ArgumentParser
import Glibc
import REPL

/// `grapnel run script.txt`: the lines of a file.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the lines of a file.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var wait: WaitOptions

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ValidationError("\(file) cannot be read: \(String(cString: strerror(errno))).")
        }
        let name = file
        try await Composition(common).piped(try LineSource(descriptor: descriptor) { "\(name):\($0)" }, wait.piped)
    }
}
