internal import Synchronization

extension PluginContext {
    /// Closes the door for good; who activates the plugin again gets another one.
    ///
    /// What was registered before stays until the core undoes it, and nothing can be added to it afterwards.
    package func close() {
        isClosed.withLock { $0 = true }
    }

    /// Registers, or throws where the door is closed.
    ///
    /// The lock makes the two exclude each other: a registration stands in the ledger before the door closes, or it is
    /// refused. Under it runs only the core's own bookkeeping, which neither waits nor calls a plugin.
    func register(_ body: (any CoreServices) throws -> Void) throws {
        try isClosed.withLock { isClosed in
            guard !isClosed else { throw closed }
            try body(services)
        }
    }

    /// Registers, or does nothing where the door is closed.
    func registerWhileOpen(_ body: (any CoreServices) -> Void) {
        isClosed.withLock { isClosed in
            if !isClosed { body(services) }
        }
    }

    /// The core, for as long as the plugin may act through it.
    var core: any CoreServices {
        get throws {
            guard isOpen else { throw closed }
            return services
        }
    }

    var isOpen: Bool { isClosed.withLock { !$0 } }

    var closed: CommandError {
        CommandError("The plugin \(plugin) is not active any more, so it can do nothing; /plugin enable \(plugin).")
    }
}
