import ArgumentParser

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Prints the completion script of a shell.",
        discussion: "Completes accounts, publishers, offers, skus and node agents from the record. Example: "
            + "batchimgctl completion bash > /etc/bash_completion.d/batchimgctl")

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() { Output.result(CompletionScript.text(of: BatchimgctlCommand.self, for: shell.script)) }

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        var script: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }
}
