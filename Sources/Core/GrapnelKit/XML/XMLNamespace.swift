/// The two namespaces that XML itself reserves.
enum XMLNamespace {
    /// Bound to the prefix `xml` without a declaration; holds `xml:lang`.
    static let xml = "http://www.w3.org/XML/1998/namespace"
    /// Bound to `xmlns`; nothing in a tree may be in it.
    static let declarations = "http://www.w3.org/2000/xmlns/"
}
