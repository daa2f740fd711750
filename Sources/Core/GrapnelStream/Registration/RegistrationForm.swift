public import GrapnelKit

/// What a server asks of somebody who wants an account, or of one who wants to change or end theirs (XEP-0077).
///
/// A data form takes precedence over the fields of the old kind, and a pointer to the web is what is left where there is
/// neither (XEP-0077 §6); fields of the old kind are shown as a form too, so that one way of asking serves both.
public struct RegistrationForm: Sendable, Hashable {
    package static let namespace = "jabber:iq:register"

    public let form: DataForm
    /// Whether the answers go back as a data form.
    public let isDataForm: Bool
    /// Where an account can be had in a browser (XEP-0066).
    public let url: String?
    /// Pictures and sounds that came along.
    public let media: [BitsOfBinary]

    /// Whether there is anything to fill in.
    public var isEmpty: Bool { form.questions.isEmpty }

    /// Reads the query of an answer.
    ///
    /// - Parameter beside: what else the answer holds, where data of the form may stand (XEP-0231 §2).
    /// - Throws: ``GrapnelKit/DataFormError``.
    public init(_ query: XMLElement, beside: XMLElement? = nil) throws {
        url = query.first("x", "jabber:x:oob")?.first("url", "jabber:x:oob")?.text.cut(to: 1000)
        let places = [query.first(DataForm.elementName, DataForm.namespace), query, beside].compactMap(\.self)
        media = places.flatMap { $0.all("data", BitsOfBinary.namespace) }.prefix(DataForm.Bounds.media)
            .compactMap(BitsOfBinary.init)
        let instructions = query.first("instructions", Self.namespace).map { $0.text.cut(to: DataForm.Bounds.words) }
        if let element = query.first(DataForm.elementName, DataForm.namespace) {
            form = try DataForm(from: element)
            isDataForm = true
            return
        }
        isDataForm = false
        var fields: [FormField] = []
        for child in query.children where child.namespace == Self.namespace {
            guard !["instructions", "registered", "key", "remove"].contains(child.name),
                !fields.contains(where: { $0.name == child.name }), fields.count < DataForm.Bounds.fields
            else { continue }
            let kind: FormField.Kind = child.name == "password" ? .textPrivate : .textSingle
            fields.append(FormField(child.name, kind, isRequired: true))
        }
        form = DataForm(.form, instructions: instructions.map { [$0] } ?? [], fields: fields)
    }

    /// The query that sends a submission back.
    public func query(_ submission: DataForm) -> XMLElement {
        XMLElement("query", Self.namespace) {
            if isDataForm {
                submission.element
            } else {
                submission.fields.map { field in
                    XMLElement(field.name ?? "", Self.namespace, text: field.values.first ?? "")
                }
            }
        }
    }

    /// The picture or sound of a field that came along, and else where it can be had on the web.
    public func medium(of field: FormField) -> (data: BitsOfBinary?, url: String?) {
        let sources = field.media.flatMap(\.sources)
        for source in sources where source.uri.lowercased().hasPrefix("cid:") {
            if let data = media.first(where: { $0.id == String(source.uri.dropFirst(4)) }) { return (data, nil) }
        }
        return (nil, sources.map(\.uri).first { $0.hasPrefix("https://") || $0.hasPrefix("http://") })
    }
}
