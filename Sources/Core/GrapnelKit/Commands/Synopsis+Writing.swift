extension Synopsis.Part: CustomStringConvertible {
    public var description: String {
        switch self {
        case .literal(let choices): choices.joined(separator: "|")
        case .variable(let variable, let isOptional): isOptional ? "[<\(variable.name)>]" : "<\(variable.name)>"
        case .rest(let variable, let isOptional): isOptional ? "[<\(variable.name)...>]" : "<\(variable.name)...>"
        case .option(let name, let value): value.map { "[\(name) <\($0.name)>]" } ?? "[\(name)]"
        }
    }
}
