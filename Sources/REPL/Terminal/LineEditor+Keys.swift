internal import CReadline
internal import Glibc

extension LineEditor {
    /// Return: the line is taken off the screen, since whoever asked for it prints what became of it.
    func accept(_ key: Int32) -> Int32 {
        accepted = String(cString: creadline_line())
        rl_clear_visible_line()
        rl_replace_line("", 1)
        return rl_newline(1, key)
    }

    func finish(isEnd: Bool) {
        if isEnd {
            leave()
            outcomes.append(.endOfInput)
            return
        }
        let line = accepted ?? ""
        accepted = nil
        interruptsInARow = 0
        keep(line)
        outcomes.append(.line(line))
    }

    func keep(_ line: String) {
        guard !isAsking, !line.isEmpty, !line.hasPrefix(" "), mayKeep(line) else { return }
        if let last = creadline_last_entry(), String(cString: last) == line { return }
        add_history(line)
        history?.append(line)
    }

    func interrupt() -> Int32 {
        if creadline_end() > 0 {
            interruptsInARow = 0
            rl_clear_visible_line()
            creadline_abandon()
            rl_forced_update_display()
        } else {
            interruptsInARow += 1
            outcomes.append(.interrupt(interruptsInARow))
        }
        return 0
    }

    func suspend() -> Int32 {
        rl_clear_visible_line()
        rl_deprep_terminal()
        fflush(output)
        // The thread inherited the mask of whoever made it, which may hold the signal back.
        var stop = sigset_t()
        sigemptyset(&stop)
        sigaddset(&stop, SIGTSTP)
        pthread_sigmask(SIG_UNBLOCK, &stop, nil)
        raise(SIGTSTP)
        creadline_prepare(1)
        rl_forced_update_display()
        return 0
    }
}
