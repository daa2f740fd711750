internal import FoundationEssentials

/// What `manifest.json` says of a plugin; read before anything of the plugin is opened.
public struct PluginManifest: Sendable, Hashable {
    /// The identifier: small letters, digits and hyphens, at most 64.
    public let id: String
    public let name: String
    public let version: String
    public let summary: String
    public let license: String

    /// The specifications, as in `XEP-0199 2.0.1`.
    public let implements: [String]

    /// The range of GrapnelKit versions that it runs with.
    public let kit: KitRange

    /// The commands that it adds, so that the front can say who would provide one.
    public let commands: [String]

    /// The file name of the shared library, without a directory.
    public let library: String

    /// The largest manifest that is read, in bytes.
    static let maximumSize = 64 * 1024
}

extension PluginManifest {
    /// Reads a manifest.
    ///
    /// - Throws: ``PluginError`` that names what is missing or out of form.
    init(json: [UInt8], source: String) throws(PluginError) {
        guard json.count <= Self.maximumSize else {
            throw PluginError(.manifest, source, "it is larger than \(Self.maximumSize) bytes")
        }
        let form: Form
        do {
            form = try JSONDecoder().decode(Form.self, from: Data(json))
        } catch let DecodingError.keyNotFound(key, context) {
            throw PluginError(.manifest, source, "it has no “\(Self.name(context.codingPath + [key]))”")
        } catch let DecodingError.typeMismatch(_, context) where !context.codingPath.isEmpty {
            throw PluginError(.manifest, source, "its “\(Self.name(context.codingPath))” has another form")
        } catch let DecodingError.valueNotFound(_, context) where !context.codingPath.isEmpty {
            throw PluginError(.manifest, source, "its “\(Self.name(context.codingPath))” is empty")
        } catch {
            throw PluginError(.manifest, source, "it is no JSON object")
        }
        let allowed = { (byte: UInt8) in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        guard !form.id.isEmpty, form.id.utf8.count <= 64, form.id.utf8.allSatisfy(allowed) else {
            throw PluginError(.manifest, source, "its id is not made of small letters, digits and hyphens")
        }
        guard !Ledger.reserves(form.id) else {
            throw PluginError(.manifest, source, "the id “\(form.id)” is not for plugins")
        }
        let library = form.library ?? "lib\(form.name).so"
        guard !library.contains("/"), library.hasSuffix(".so"), !library.contains("\0") else {
            throw PluginError(.manifest, source, "its library is not the name of a .so file beside it")
        }
        guard let range = KitRange(form.requires.kit) else {
            throw PluginError(.manifest, source, "“\(form.requires.kit)” is no range of kit versions")
        }
        self.id = form.id
        self.name = form.name
        self.version = form.version
        self.summary = form.description
        self.license = form.license
        self.implements = (form.implements ?? []).map { "\($0.xep) \($0.version)" }
        self.kit = range
        self.commands = form.provides?.commands ?? []
        self.library = library
    }

    private static func name(_ path: [any CodingKey]) -> String {
        path.map(\.stringValue).joined(separator: ".")
    }

    private struct Form: Decodable {
        struct Specification: Decodable {
            let xep: String
            let version: String
        }
        struct Requirements: Decodable { let kit: String }
        struct Provisions: Decodable { let commands: [String]? }

        let id: String
        let name: String
        let version: String
        let description: String
        let license: String
        let library: String?
        let implements: [Specification]?
        let requires: Requirements
        let provides: Provisions?
    }
}
