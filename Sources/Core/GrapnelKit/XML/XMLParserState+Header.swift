internal import CLibXML2
internal import Glibc

extension XMLParserState {
    /// Keeps what a new context must be told: the root's name as it was written, and the prefixes it binds.
    mutating func keepHeader(
        _ name: UnsafePointer<UInt8>,
        _ prefix: UnsafePointer<UInt8>?,
        _ count: Int,
        _ namespaces: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) {
        header = [UInt8(ascii: "<")]
        if let prefix {
            append(prefix)
            header.append(UInt8(ascii: ":"))
        }
        append(name)
        for index in 0..<count {
            header.append(contentsOf: " xmlns".utf8)
            if let prefix = namespaces?[2 * index] {
                header.append(UInt8(ascii: ":"))
                append(prefix)
            }
            header.append(contentsOf: "='".utf8)
            if let uri = namespaces?[2 * index + 1] {
                var value = Array(UnsafeBufferPointer(start: uri, count: strlen(uri)))
                let length = value.withUnsafeMutableBufferPointer { $0.restoreAmpersands() }
                value[..<length].withUnsafeBufferPointer { XMLWriter.escape($0, as: .attribute, into: &header) }
            }
            header.append(UInt8(ascii: "'"))
        }
        header.append(UInt8(ascii: ">"))
    }

    private mutating func append(_ string: UnsafePointer<UInt8>) {
        header.append(contentsOf: UnsafeBufferPointer(start: string, count: strlen(string)))
    }
}
