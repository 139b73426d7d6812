import ArgumentParser

/// What a snippet is written for.
enum SnippetForm: String, CaseIterable, ExpressibleByArgument {
    case rest, arm, bicep, terraform, az, python, nextflow
}
