import ArgumentParser

/// The completion script of a shell: what ArgumentParser generates, with the values of the record offered in a way that
/// evaluates nothing of them.
enum CompletionScript {
    static func text(of command: any ParsableCommand.Type, for shell: CompletionShell) -> String {
        let script = command.completionScript(for: shell)
        return shell == .bash ? bash(script) : shell == .zsh ? zsh(script) : script
    }

    /// `compgen -W` expands its words, command substitutions included: the record's values go past it. Readline quotes
    /// what it inserts.
    private static func bash(_ script: String) -> String {
        let offered = script.replacing(
            /__batchimgctl_add_completions -W "\$\(__batchimgctl_custom_complete (.*)\)"/
        ) { "__batchimgctl_offer_values \($0.1)" }
        return offered + #"""


            __batchimgctl_offer_values() {
                local word="${cur//\\/}" value
                word="${word#[\'\"]}"
                while IFS='' read -r value; do
                    [[ "${value}" != "${word}"* ]] || COMPREPLY+=("${value}")
                done < <(__batchimgctl_custom_complete "${@}")
            }

            """#
    }

    /// What follows a colon is a description there.
    private static func zsh(_ script: String) -> String {
        script.replacing(
            #"    if [[ "${#completions[@]}" -gt 1 ]]; then"#,
            with: #"""
                    completions=("${completions[@]//:/\\:}")
                    if [[ "${#completions[@]}" -gt 1 ]]; then
                """#)
    }
}
